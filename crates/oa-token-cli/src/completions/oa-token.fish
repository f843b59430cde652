# Completion of oa-token for fish.
function __oa_token_complete
    set -l typed (commandline -opc)
    set -l lines (OA_TOKEN_COMPLETE=fish $typed[1] -- $typed (commandline -ct) 2>/dev/null)
    if test "$lines[1]" = :files
        __fish_complete_path (commandline -ct)
    else if test (count $lines) -gt 0
        printf '%s\n' $lines
    end
end
complete --command oa-token --no-files --keep-order --arguments '(__oa_token_complete)'
