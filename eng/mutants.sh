#!/usr/bin/env bash
# Changes the code of a folder of src/SPAgent a little at a time and looks whether its tests notice. What no test noticed
# is listed at the end. Takes a quarter of an hour and more, so it is no part of a test run.
# Usage: bash eng/mutants.sh [FOLDER [FILES]]      Rewards without FOLDER; FILES: these alone, such as 'Call*.cs'
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need_dotnet
folder="${1:-Rewards}"
tests="$root/tests/SPAgent.Tests"
[ -d "$tests/$folder" ] || { say "$folder: tests/SPAgent.Tests has no such folder."; exit 2; }

# The tests of the folder alone, under their own name: internals are open to it.
work="$root/artifacts/mutants/SPAgent.Tests"
mkdir -p "$work"
cat >"$work/SPAgent.Tests.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <IsTestProject>true</IsTestProject>
    <GenerateDocumentationFile>false</GenerateDocumentationFile>
    <RunAnalyzers>false</RunAnalyzers>
  </PropertyGroup>
  <ItemGroup>
    <Compile Include="$tests/*.cs;$tests/$folder/**/*.cs;$tests/Support/**/*.cs;$tests/Models/Fake*.cs;$tests/Datasets/ScratchFolder.cs" />
    <PackageReference Include="FsCheck" />
    <PackageReference Include="Microsoft.NET.Test.Sdk" />
    <PackageReference Include="ModelContextProtocol" />
    <PackageReference Include="xunit.runner.visualstudio" />
    <PackageReference Include="xunit.v3" />
    <ProjectReference Include="$root/src/SPAgent/SPAgent.csproj" />
    <ProjectReference Include="$root/src/SPAgent.Cli/SPAgent.Cli.csproj" />
    <ProjectReference Include="$root/src/SPAgent.Parquet/SPAgent.Parquet.csproj" />
  </ItemGroup>
</Project>
PROJECT
cd "$work"
dotnet tool restore >&2
dotnet stryker --project SPAgent.csproj --mutate "**/$folder/${2:-**/*.cs}" --output "$root/artifacts/mutants" \
  --configuration Release --reporter progress --reporter cleartext --reporter json --break-at 0
