@echo off
rem Checks the sample, shows what is found, and writes the reports beside it.
cd /d "%~dp0"
if not exist huashu.exe goto packed
huashu.exe --lang zh check sample\chats.csv
echo.
huashu.exe sample\chats.csv
echo.
pause
exit /b

rem A window on a zip hands out single files. Letters of Chinese are named by their numbers, which no code page changes.
:packed
powershell -NoProfile -Command "-join [char[]](0x8BF7,0x5148,0x89E3,0x538B,0x6574,0x4E2A,0x538B,0x7F29,0x5305,0xFF0C,0x518D,0x8FD0,0x884C,0x3002)"
echo Unpack the whole zip first, then run this again: huashu.exe is not beside this file.
pause
exit /b 2
