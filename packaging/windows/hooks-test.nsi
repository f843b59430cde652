; Compiles hooks.nsh as Tauri's script does (tauri-bundler 2.10.4): included first, both languages, the names it defines.
; The installer holds a text file instead of the programs, or those of a folder (PROGRAMS; `cargo xtask windows`). Its uninstaller deletes what Tauri's deletes, so a run shows
; that the vault stays. /TICKED stands for the box. By hand:
;   makensis -WX -INPUTCHARSET UTF8 -DAMD64 -DOUT=/tmp/hooks-test.exe packaging/windows/hooks-test.nsi
;   wine /tmp/hooks-test.exe /S                    then the uninstaller, with /S, with /P, with /TICKED
Unicode true
; Wine without its 32-bit half runs this one.
!ifdef AMD64
  Target amd64-unicode
!endif
!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh
!include "hooks.nsh"

!define PRODUCTNAME "OA Token hooks"
!define MAINBINARYNAME "oa-token-desktop"
!ifndef BUNDLEID
  !define BUNDLEID "vn.oatoken.hooks-test"
!endif

Var PassiveMode
Var UpdateMode
Var DeleteAppDataCheckboxState

Name "${PRODUCTNAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\${PRODUCTNAME}"
RequestExecutionLevel user

!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Vietnamese"
!insertmacro MUI_LANGUAGE "English"

!macro ReadMode
  StrCpy $PassiveMode 0
  StrCpy $UpdateMode 0
  StrCpy $DeleteAppDataCheckboxState 0
  ${GetOptions} $CMDLINE "/P" $0
  ${IfNot} ${Errors}
    StrCpy $PassiveMode 1
  ${EndIf}
  ${GetOptions} $CMDLINE "/UPDATE" $0
  ${IfNot} ${Errors}
    StrCpy $UpdateMode 1
  ${EndIf}
  ${GetOptions} $CMDLINE "/TICKED" $0
  ${IfNot} ${Errors}
    StrCpy $DeleteAppDataCheckboxState 1
  ${EndIf}
!macroend

Function .onInit
  SetShellVarContext current
  !insertmacro ReadMode
FunctionEnd

Section Install
  SetOutPath $INSTDIR
  !ifmacrodef NSIS_HOOK_PREINSTALL
    !insertmacro NSIS_HOOK_PREINSTALL
  !endif
  !ifdef PROGRAMS
    File "${PROGRAMS}/${MAINBINARYNAME}.exe"
    File "${PROGRAMS}/${OAT_COMMAND}"
    File "${PROGRAMS}/WebView2Loader.dll"
  !else
    File "/oname=${MAINBINARYNAME}.exe" "${__FILE__}"
  !endif
  WriteUninstaller "$INSTDIR\uninstall.exe"
SectionEnd

Function un.onInit
  SetShellVarContext current
  !insertmacro ReadMode
FunctionEnd

Section Uninstall
  !ifmacrodef NSIS_HOOK_PREUNINSTALL
    !insertmacro NSIS_HOOK_PREUNINSTALL
  !endif
  Delete "$INSTDIR\${MAINBINARYNAME}.exe"
  Delete "$INSTDIR\${OAT_COMMAND}"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  ${If} $DeleteAppDataCheckboxState = 1
  ${AndIf} $UpdateMode <> 1
    RmDir /r "$LOCALAPPDATA\${BUNDLEID}"
  ${EndIf}
  !ifmacrodef NSIS_HOOK_POSTUNINSTALL
    !insertmacro NSIS_HOOK_POSTUNINSTALL
  !endif
SectionEnd
