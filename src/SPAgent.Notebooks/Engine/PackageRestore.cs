using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Text.Json;

namespace SPAgent.Notebooks;

/// <summary>A package that a cell asked for by <c>#r "nuget: …"</c>.</summary>
/// <param name="Id">The name of the package.</param>
/// <param name="Version">An exact version, a range, or <c>*</c> for the newest.</param>
internal sealed record CellPackage(string Id, string Version);

/// <summary>Files of a restored package.</summary>
internal sealed record RestoredPackage(string Id, string Version, IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> Natives);

/// <summary>Finds packages and all that they need, by the restore of the .NET SDK.</summary>
internal static class PackageRestore
{
    private const string UnreachableMark = "warning NU1801: ";

    /// <summary>Restores all packages of a notebook together, so that their versions agree.</summary>
    /// <param name="packages">Every package asked for so far.</param>
    /// <param name="sources">Folders or addresses beside the user's configured sources.</param>
    /// <param name="dead">Sources that are left out because they could not be reached before; a package that is missing
    /// may be there.</param>
    /// <param name="cancel">Ends the restore's process.</param>
    /// <exception cref="IOException">There is no .NET SDK, or a package can't be found; the message is
    /// NuGet's.</exception>
    /// <returns>The packages, and what NuGet said of sources that could not be reached.</returns>
    public static async Task<(IReadOnlyList<RestoredPackage> Packages, IReadOnlyList<string> Unreachable)> RunAsync(
        IEnumerable<CellPackage> packages, IEnumerable<string> sources, IReadOnlyCollection<string> dead,
        CancellationToken cancel)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("spagent-packages-");
        try
        {
            string project = Path.Combine(folder.FullName, "cells.csproj");
            await File.WriteAllTextAsync(project, Project(packages, sources), cancel).ConfigureAwait(false);
            IReadOnlyList<string> unreachable = await RestoreAsync(project, dead, cancel).ConfigureAwait(false);
            await using FileStream assets = File.OpenRead(Path.Combine(folder.FullName, "obj", "project.assets.json"));
            using JsonDocument document = await JsonDocument.ParseAsync(assets, cancellationToken: cancel)
                .ConfigureAwait(false);
            return (Read(document.RootElement), unreachable);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Project(IEnumerable<CellPackage> packages, IEnumerable<string> sources) => $"""
        <Project>
          <PropertyGroup>
            <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
            <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
            <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
          </PropertyGroup>
          <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework>
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
            <SelfContained>false</SelfContained>
            <UseAppHost>false</UseAppHost>
            <NuGetAudit>false</NuGetAudit>
            <RestoreIgnoreFailedSources>true</RestoreIgnoreFailedSources>
            <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>
          </PropertyGroup>
          <ItemGroup>
            {string.Concat(packages.Select(Reference))}
          </ItemGroup>
          <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
        </Project>
        """;

    private static string Reference(CellPackage package) =>
        $"<PackageReference Include=\"{SecurityElement.Escape(package.Id)}\" "
            + $"Version=\"{SecurityElement.Escape(package.Version)}\" />";

    private static async Task<IReadOnlyList<string>> RestoreAsync(string project, IReadOnlyCollection<string> dead,
        CancellationToken cancel)
    {
        using var dotnet = new Process
        {
            StartInfo = new ProcessStartInfo(DotnetPath(), ["restore", project, "-v", "q", "--nologo"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path.GetDirectoryName(project),
            },
        };
        // The variables of the SDK that may have started this process must not steer another one.
        foreach (string name in new[] { "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath" })
        {
            dotnet.StartInfo.Environment.Remove(name);
        }

        ChildEnvironment.RemoveKeys(dotnet.StartInfo.Environment, FeedCredentials.IsOne);
        try
        {
            dotnet.Start();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new IOException(
                "Packages need the .NET SDK: no program \"dotnet\" was found. Install it, or "
                    + "reference a file: #r \"path.dll\".", failure);
        }

        try
        {
            Task<string> output = dotnet.StandardOutput.ReadToEndAsync(cancel);
            Task<string> errors = dotnet.StandardError.ReadToEndAsync(cancel);
            await dotnet.WaitForExitAsync(cancel).ConfigureAwait(false);
            string told = await output.ConfigureAwait(false) + await errors.ConfigureAwait(false);
            return dotnet.ExitCode == 0 ? Lines(told, UnreachableMark) : throw new IOException(Complaint(told, dead));
        }
        finally
        {
            if (!dotnet.HasExited) dotnet.Kill(entireProcessTree: true);
        }
    }

    private static string DotnetPath()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && File.Exists(host))
            return host;
        string file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        // shared/Microsoft.NETCore.App/10.0.0/ lies three folders below the program.
        string beside =
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", file));
        return File.Exists(beside) ? beside : file;
    }

    private static string Complaint(string output, IReadOnlyCollection<string> dead)
    {
        string told = string.Join('\n', Lines(output, "error "));
        int sources = told.IndexOf(" No packages exist with this id in source", StringComparison.Ordinal);
        if (sources >= 0) told = $"{told[..sources]} Check its name and the network; dotnet nuget list source "
            + "shows where it was looked for.";
        if (told.Length == 0) return output.Trim();
        IEnumerable<string> unreachable = Lines(output, UnreachableMark)
            .Concat(dead.Select(source => $"{source} could not be reached before."));
        return string.Join('\n', unreachable.Prepend(told));
    }

    // Lines read "…/cells.csproj : error NU1101: Unable to find package …"; the path is of no use to anyone.
    private static List<string> Lines(string output, string mark) => [.. output.Split('\n')
        .Where(line => line.Contains(mark, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].Trim()).Distinct()];

    private static List<RestoredPackage> Read(JsonElement assets)
    {
        string[] folders = [.. assets.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        JsonElement libraries = assets.GetProperty("libraries");
        JsonElement target = assets.GetProperty("targets").EnumerateObject()
            .First(target => target.Name.Contains('/', StringComparison.Ordinal)).Value;
        var packages = new List<RestoredPackage>();
        foreach (JsonProperty library in target.EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() != "package") continue;
            string path = libraries.GetProperty(library.Name).GetProperty("path").GetString()!;
            string root = folders.Select(folder => Path.Combine(folder, path)).First(Directory.Exists);
            string[] name = library.Name.Split('/');
            packages.Add(new RestoredPackage(name[0], name[1], Files(library.Value, "runtime", root),
                Files(library.Value, "native", root)));
        }

        return packages;
    }

    private static List<string> Files(JsonElement library, string kind, string root)
    {
        if (!library.TryGetProperty(kind, out JsonElement files)) return [];
        return [.. files.EnumerateObject().Where(file => !file.Name.EndsWith("_._", StringComparison.Ordinal))
            .Select(file => Path.GetFullPath(Path.Combine(root, file.Name)))];
    }
}
