#compdef oa-token
# Completion of oa-token for zsh.
_oa_token() {
    local line
    local -a typed lines candidates shown
    typed=("${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}")
    lines=("${(@f)$(OA_TOKEN_COMPLETE=zsh ${~words[1]} -- "${(@)typed}" 2>/dev/null)}")
    if [[ $lines[1] == :files ]]; then
        _files
        return
    fi
    for line in "${(@)lines}"; do
        [[ -n $line ]] || continue
        candidates+=("${line%%$'\t'*}")
        shown+=("${line#*$'\t'}")
    done
    # The program has matched the candidates already, ignoring case and marks.
    (( $#candidates )) && compadd -U -l -V oa-token -d shown -a candidates
}
if [[ $funcstack[1] == _oa_token ]]; then
    _oa_token "$@"
else
    compdef _oa_token oa-token
fi
