@echo off
rem Checks the sample, shows what is found, and writes the reports beside it.
cd /d "%~dp0"
huashu.exe --lang zh check sample\chats.csv
echo.
huashu.exe sample\chats.csv
echo.
pause
