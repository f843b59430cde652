<?php
// What the plugin needs of WordPress, for PHP's own server. Options lie in the file TOKEN_FILE.
define('OA_TOKEN_SECRET', getenv('WHSEC'));

class WP_REST_Response {
    function __construct(public $data, public int $status) {}
}

class Request {
    function get_body() {
        return file_get_contents('php://input');
    }
    function get_header($name) {
        return $_SERVER['HTTP_' . strtoupper(str_replace('-', '_', $name))] ?? null;
    }
}

function options() {
    return is_file(getenv('TOKEN_FILE')) ? json_decode(file_get_contents(getenv('TOKEN_FILE')), true) : array();
}
function get_option($name) {
    return options()[substr($name, strlen('oa_token_'))] ?? false;
}
function update_option($name, $value, $autoload) {
    $all = array_merge(options(), array(substr($name, strlen('oa_token_')) => $value));
    file_put_contents(getenv('TOKEN_FILE'), json_encode($all));
}
function add_action($hook, $callback) {
    $callback();
}
function register_rest_route($space, $route, $options) {
    $GLOBALS['receive'] = $options['callback'];
}

require getenv('RECEIVER');
http_response_code($receive(new Request())->status);
