# Installer for Windows: build.ps1 [-Certificate FILE.pfx -Password TEXT]; needs Python 3.13, NSIS and, to sign, osslsigncode.
# Not run by the project: there is no Windows in its CI. What was run is datapact.nsi, by makensis under Linux, with a folder
# of empty programs, and osslsigncode with a certificate made for the test (tests/test_packaging.py).
param([string]$Certificate, [string]$Password, [string]$TimeServer)
$ErrorActionPreference = "Stop"
$here = Resolve-Path "$PSScriptRoot\..\..\.."
$work = "$here\build\package"
$version = (Select-String -Path "$here\pyproject.toml" -Pattern '^version = "(.*)"').Matches[0].Groups[1].Value
$env:PYTHONHASHSEED = "0"
if (-not $env:SOURCE_DATE_EPOCH) { $env:SOURCE_DATE_EPOCH = git -C $here log -1 --format=%ct }

py -3.13 -m venv "$work\venv"
$python = "$work\venv\Scripts\python.exe"
foreach ($lock in "requirements", "requirements-package") {
  & $python -m pip install --quiet --no-deps --require-hashes -r "$here\.ci\$lock.txt"
  if ($LASTEXITCODE) { exit $LASTEXITCODE }
}
& $python -m pip install --quiet --no-deps --no-build-isolation "$here"
& $python "$here\.ci\package\desktop.py" "$here" "$work\root"
$env:DATAPACT_ICON = "$work\root\usr\share\icons\hicolor\256x256\apps\datapact.png" # Pillow makes an .ico of it
& $python -m PyInstaller --noconfirm --clean --distpath "$work\folder" --workpath "$work\pyinstaller" "$here\.ci\package\datapact.spec"
if ($LASTEXITCODE) { exit $LASTEXITCODE }

function Sign([string]$File) {
  if (-not $Certificate) { return } # unsigned: SmartScreen warns whoever starts it
  $time = if ($TimeServer) { @("-ts", $TimeServer) } else { @() }
  osslsigncode sign -pkcs12 $Certificate -pass $Password -n DataPact -h sha256 @time -in $File -out "$File.signed"
  if ($LASTEXITCODE) { exit $LASTEXITCODE }
  Move-Item -Force "$File.signed" $File
}
Sign "$work\folder\datapact\datapact.exe"
Sign "$work\folder\datapact\datapactw.exe"
New-Item -ItemType Directory -Force "$here\dist" | Out-Null
$installer = "$here\dist\DataPact-$version-setup.exe"
makensis /V2 "/DVERSION=$version" "/DPROGRAM=$work\folder\datapact" "/DOUTPUT=$installer" "$PSScriptRoot\datapact.nsi"
if ($LASTEXITCODE) { exit $LASTEXITCODE }
Sign $installer
