# Completion of oa-token for bash. The program splits and quotes the line, because names have spaces.
_oa_token() {
    local candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        if [[ $candidate == :files ]]; then
            COMPREPLY=()
            compopt -o default 2>/dev/null
            return
        fi
        COMPREPLY+=("$candidate")
    done < <(
        OA_TOKEN_COMPLETE=bash "${1/#\~\//$HOME/}" -- "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null
    )
}
complete -o nosort -F _oa_token oa-token 2>/dev/null || complete -F _oa_token oa-token
