using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>What a machine has for a sandbox: found once, before any worker starts.</summary>
internal sealed partial record SandboxSetup
{
    /// <summary>The oldest bubblewrap with --clearenv.</summary>
    public static readonly Version OldestBubblewrap = new(0, 5, 0);

    public required SandboxMachine Machine { get; init; }
    public required string Bubblewrap { get; init; }

    /// <summary>Whether this bubblewrap can close the door to further user namespaces (0.8 and later). The filters
    /// close it in any case.</summary>
    public required bool CanDisableUserNamespaces { get; init; }
    public required PythonInstallation Python { get; init; }

    /// <exception cref="SandboxRefusedException">Something is missing.</exception>
    public static SandboxSetup Find(PythonSandboxOptions options)
    {
        SandboxMachine machine = FindMachine();
        (string bubblewrap, _, bool canDisable) = FindBubblewrap(options.Bubblewrap);
        return new SandboxSetup
        {
            Machine = machine,
            Bubblewrap = bubblewrap,
            CanDisableUserNamespaces = canDisable,
            Python = FindPython(options, machine),
        };
    }

    public static SandboxMachine FindMachine() => SandboxMachines.Current ?? throw SandboxAdvice.WrongPlatform();

    public static (string Path, Version Version, bool CanDisableUserNamespaces) FindBubblewrap(string? configured)
    {
        string path = configured ?? HostProgram.OnPath("bwrap").FirstOrDefault()
            ?? throw SandboxAdvice.NoBubblewrap("bwrap is not on PATH.");
        TimeSpan patience = TimeSpan.FromSeconds(10);
        (int exitCode, string output, string error) = HostProgram.Run(path, ["--version"], patience);
        // Where not even the shell starts, it is the user that can't be had.
        if (exitCode == 127 && HostProgram.RunAs is not null
            && HostProgram.Run(BubblewrapCommand.Program, ["-c", ":"], patience).ExitCode == 127)
            throw SandboxAdvice.NoNobody(error);
        Match match = VersionNumber().Match(output);
        if (exitCode != 0 || !match.Success)
            throw SandboxAdvice.NoBubblewrap($"{path} --version ended with {exitCode}: {error}{output.Trim()}.");
        Version version = Version.Parse(match.Value);
        if (version < OldestBubblewrap) throw SandboxAdvice.OldBubblewrap(path, version);
        string help = HostProgram.Run(path, ["--help"], patience).Output;
        return (path, version, help.Contains("--disable-userns", StringComparison.Ordinal));
    }

    public static PythonInstallation FindPython(PythonSandboxOptions options, SandboxMachine machine)
    {
        string[] candidates = options.Python is string configured
            ? [configured]
            : [.. HostProgram.OnPath("python3").Append("/usr/bin/python3").Where(File.Exists).Distinct()];
        if (candidates.Length == 0) throw SandboxAdvice.NoPython();

        // The last candidate is the system's own, for which the advice to install packages is meant.
        SandboxRefusedException? last = null;
        foreach (string candidate in candidates)
        {
            try
            {
                PythonInstallation found = PythonInstallation.Discover(candidate, options.Packages);
                return found.Machine == machine.Name() ? found
                    : throw SandboxAdvice.OtherMachine(candidate, found.Machine, machine);
            }
            catch (SandboxRefusedException e)
            {
                last = e;
            }
        }

        throw last!;
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+")]
    private static partial Regex VersionNumber();
}
