; What OA Token adds to Tauri's installer: running programs are asked to end before they are replaced, and the saved tokens
; outlive the program unless the user confirms otherwise.
;
; Tauri's script includes this file before it defines its names, so everything here is a macro. It deletes
; %LOCALAPPDATA%\${BUNDLEID}, the vault with its backups, if the user ticked a box; the upgrade page runs that uninstaller.
; The sentences choose their language at run time, because a LangString cannot come before the languages.

!include LogicLib.nsh

!define OAT_VIETNAMESE 1066
!define OAT_COMMAND "oa-token.exe"
; Results of the Restart Manager.
!define OAT_RUNNING 234
!define OAT_FORCE 1
; Seconds that programs have to end: an answer from Zalo that is on its way is saved first.
!define OAT_PATIENCE 30

; Reports in $0 whether a program of the installation runs: ${OAT_RUNNING} if one does.
!macro OaTokenRunning
  System::Call 'RSTRTMGR::RmGetList(p R1, *i .r1, *i .r2, p 0, *i .r3) i.r0'
!macroend

!macro OaTokenRegister FILE
  ${If} ${FileExists} "${FILE}"
    System::Call 'RSTRTMGR::RmRegisterResources(p R1, i 1, *w "${FILE}", i 0, p 0, i 0, p 0) i.r0'
  ${EndIf}
!macroend

; Asks the window, `oa-token watch` and `oa-token serve` of this installation to end, and waits. Windows tells a window by
; WM_ENDSESSION and a command by Ctrl-C; both save an answer that is on its way and end. What still runs is then ended.
!macro OaTokenEndPrograms
  Push $0
  Push $1
  Push $2
  Push $3
  Push $R1
  Push $R2
  System::Call 'RSTRTMGR::RmStartSession(*p .R1, i 0, w .r1) i.r0'
  ${If} $0 = 0
    !insertmacro OaTokenRegister "$INSTDIR\${MAINBINARYNAME}.exe"
    !insertmacro OaTokenRegister "$INSTDIR\${OAT_COMMAND}"
    !insertmacro OaTokenRunning
    ${If} $0 = ${OAT_RUNNING}
      ${If} $LANGUAGE = ${OAT_VIETNAMESE}
        DetailPrint "Chờ OA Token lưu xong rồi đóng…"
      ${Else}
        DetailPrint "Waiting for OA Token to save and close…"
      ${EndIf}
      System::Call 'RSTRTMGR::RmShutdown(p R1, i 0, p 0) i.r0'
      StrCpy $R2 0
      ${Do}
        !insertmacro OaTokenRunning
        ${If} $0 <> ${OAT_RUNNING}
          ${ExitDo}
        ${EndIf}
        Sleep 1000
        IntOp $R2 $R2 + 1
      ${LoopUntil} $R2 >= ${OAT_PATIENCE}
      ${If} $0 = ${OAT_RUNNING}
        System::Call 'RSTRTMGR::RmShutdown(p R1, i ${OAT_FORCE}, p 0) i.r0'
      ${EndIf}
    ${EndIf}
    System::Call 'RSTRTMGR::RmEndSession(p R1) i.r0'
  ${EndIf}
  Pop $R2
  Pop $R1
  Pop $3
  Pop $2
  Pop $1
  Pop $0
!macroend

; Unticks the box if tokens are saved, unless the user confirms. Silent and passive mode show no box and no question.
!macro OaTokenKeepVault
  ${If} ${FileExists} "$LOCALAPPDATA\${BUNDLEID}\vault.db"
  ${OrIf} ${FileExists} "$LOCALAPPDATA\${BUNDLEID}\recovery.db"
  ${OrIf} ${FileExists} "$LOCALAPPDATA\${BUNDLEID}\backups\*.*"
    ${If} $DeleteAppDataCheckboxState <> 1
    ${OrIf} $UpdateMode = 1
    ${OrIf} $PassiveMode = 1
    ${OrIf} ${Silent}
      StrCpy $DeleteAppDataCheckboxState 0
    ${Else}
      Push $0
      ${If} $LANGUAGE = ${OAT_VIETNAMESE}
        StrCpy $0 "Xóa cả token đã lưu? Không lấy lại được.$\n$\nMọi OA, token và bản sao lưu trên máy này sẽ mất, và quản trị viên phải cấp quyền lại cho từng OA. Nếu giữ lại, lần sau cài OA Token là dùng tiếp được."
      ${Else}
        StrCpy $0 "Delete the saved tokens too? They cannot be recovered.$\n$\nEvery OA, token and backup on this computer will be lost, and an admin has to grant consent for each OA again. If you keep them, OA Token continues with them when it is installed again."
      ${EndIf}
      ${If} ${Cmd} `MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$0" /SD IDNO IDYES`
        StrCpy $DeleteAppDataCheckboxState 1
      ${Else}
        StrCpy $DeleteAppDataCheckboxState 0
      ${EndIf}
      Pop $0
    ${EndIf}
  ${EndIf}
!macroend

!macro NSIS_HOOK_PREINSTALL
  !insertmacro OaTokenEndPrograms
!macroend

!macro NSIS_HOOK_PREUNINSTALL
  !insertmacro OaTokenEndPrograms
  !insertmacro OaTokenKeepVault
!macroend

; The files of WebView2 lie beside the vault, not in it, and go with the program's data.
!macro NSIS_HOOK_POSTUNINSTALL
  ${If} $DeleteAppDataCheckboxState = 1
  ${AndIf} $UpdateMode <> 1
    SetShellVarContext current
    RmDir /r "$LOCALAPPDATA\${BUNDLEID}.webview"
  ${EndIf}
!macroend
