<?php
/**
 * Plugin Name: OA Token
 * Description: Keeps the newest Zalo OA access token in the options "oa_token_{id of the OA}".
 */

const OA_TOKEN_SECONDS = 300;

function oa_token_is_signed($id, $time, $signatures, $body, $secret, $now) {
    $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
    if (!$key || !$id || !ctype_digit($time) || abs($now - (int) $time) > OA_TOKEN_SECONDS) {
        return false;
    }
    $wanted = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", $key, true));
    foreach (explode(' ', $signatures) as $given) {
        if (hash_equals($wanted, $given)) {
            return true;
        }
    }
    return false;
}

/** A delivery may come late or twice: an older token changes nothing. */
function oa_token_take($event) {
    $token = $event['data'];
    if ($event['type'] !== 'oa.token.refreshed' || empty($token['access_token'])) {
        return;
    }
    $option = 'oa_token_' . preg_replace('/[^0-9a-z-]/', '', $token['id']);
    $known = get_option($option);
    if ($known && oa_token_seconds($known) > oa_token_seconds($token)) {
        return;
    }
    update_option($option, $token, false);
}

function oa_token_seconds($token) {
    return (float) (new DateTimeImmutable($token['issued_at']))->format('U.u');
}

function oa_token_receive($request) {
    $body = $request->get_body();
    $header = fn ($name) => (string) $request->get_header("webhook-$name");
    $secret = defined('OA_TOKEN_SECRET') ? OA_TOKEN_SECRET : '';
    if (!oa_token_is_signed($header('id'), $header('timestamp'), $header('signature'), $body, $secret, time())) {
        return new WP_REST_Response(null, 401);
    }
    oa_token_take(json_decode($body, true));
    return new WP_REST_Response(null, 204);
}

add_action('rest_api_init', function () {
    register_rest_route('oa-token/v1', '/token', array(
        'methods' => 'POST',
        'callback' => 'oa_token_receive',
        'permission_callback' => '__return_true', // the signature decides
    ));
});
