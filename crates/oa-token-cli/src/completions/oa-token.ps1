# Completion of oa-token for PowerShell.
Register-ArgumentCompleter -Native -CommandName 'oa-token' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $encoding = [Console]::OutputEncoding
    $shell = $env:OA_TOKEN_COMPLETE
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:OA_TOKEN_COMPLETE = 'powershell'
        # The prefix keeps an empty word from being dropped.
        $lines = @(& $before[0] -- @before "=$wordToComplete" 2>$null)
    } finally {
        $env:OA_TOKEN_COMPLETE = $shell
        [Console]::OutputEncoding = $encoding
    }
    if ($lines.Count -gt 0 -and $lines[0] -eq ':files') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        return
    }
    $lines | Where-Object { $_ } | ForEach-Object {
        $value, $shown = $_ -split "`t", 2
        if (-not $shown) { $shown = $value }
        $quoted = if ($value -match '^[\w./=+-]+$') { $value } else { "'" + $value.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($quoted, $value, 'ParameterValue', $shown)
    }
}
