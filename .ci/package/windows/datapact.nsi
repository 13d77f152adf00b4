; Installer of DataPact for one person, without administrator's rights; run by build.ps1.
; Needs /DVERSION=, /DPROGRAM= (the folder of PyInstaller) and /DOUTPUT=.
Unicode true
!include "MUI2.nsh"
Name "DataPact"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\DataPact"
RequestExecutionLevel user
SetCompressor /SOLID lzma
BrandingText "DataPact ${VERSION}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
LangString Bundle ${LANG_ENGLISH} "DataPact sealed file"
LangString Bundle ${LANG_GERMAN} "Versiegelte Datei von DataPact"
LangString Card ${LANG_ENGLISH} "DataPact card of an organisation"
LangString Card ${LANG_GERMAN} "Karte einer Organisation (DataPact)"
LangString Directory ${LANG_ENGLISH} "DataPact directory of a network"
LangString Directory ${LANG_GERMAN} "Verzeichnis eines Netzwerks (DataPact)"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\DataPact"

!macro FileType ending name words
  WriteRegStr HKCU "Software\Classes\${ending}" "" "${name}"
  WriteRegStr HKCU "Software\Classes\${name}" "" "${words}"
  WriteRegStr HKCU "Software\Classes\${name}\DefaultIcon" "" "$INSTDIR\datapactw.exe,0"
  WriteRegStr HKCU "Software\Classes\${name}\shell\open\command" "" '"$INSTDIR\datapactw.exe" "%1"'
!macroend

!macro NoFileType ending name
  ReadRegStr $0 HKCU "Software\Classes\${ending}" ""
  StrCmp $0 "${name}" 0 +2
  DeleteRegKey HKCU "Software\Classes\${ending}"
  DeleteRegKey HKCU "Software\Classes\${name}"
!macroend

Section
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_internal" ; of the version before; vaults and settings lie elsewhere
  File /r "${PROGRAM}/*"
  CreateShortcut "$SMPROGRAMS\DataPact.lnk" "$INSTDIR\datapactw.exe"
  !insertmacro FileType ".dpact" "DataPact.Bundle" "$(Bundle)"
  !insertmacro FileType ".dpcard" "DataPact.Card" "$(Card)"
  !insertmacro FileType ".dpdir" "DataPact.Directory" "$(Directory)"
  ; a folder NAME.datapact gets "DataPact" in its menu; Windows itself opens folders by a double click
  WriteRegStr HKCU "Software\Classes\Directory\shell\DataPact" "" "DataPact"
  WriteRegStr HKCU "Software\Classes\Directory\shell\DataPact" "AppliesTo" 'System.FileName:"*.datapact"'
  WriteRegStr HKCU "Software\Classes\Directory\shell\DataPact\command" "" '"$INSTDIR\datapactw.exe" "%1"'
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "DataPact"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteUninstaller "$INSTDIR\uninstall.exe"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)' ; file types have changed
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\datapact.exe"
  Delete "$INSTDIR\datapactw.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; stays where somebody keeps files of their own in it
  Delete "$SMPROGRAMS\DataPact.lnk"
  !insertmacro NoFileType ".dpact" "DataPact.Bundle"
  !insertmacro NoFileType ".dpcard" "DataPact.Card"
  !insertmacro NoFileType ".dpdir" "DataPact.Directory"
  DeleteRegKey HKCU "Software\Classes\Directory\shell\DataPact"
  DeleteRegKey HKCU "${UNINSTALL}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
