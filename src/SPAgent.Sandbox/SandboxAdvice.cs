namespace SPAgent;

/// <summary>Every refusal with what was seen and the command that helps, in one place: SECURITY.md quotes
/// them.</summary>
internal static class SandboxAdvice
{
    public static SandboxRefusedException WrongPlatform() => new(
        "platform", "it is not Linux on x86-64 or aarch64.", "Run it on Linux, in WSL 2 or in a dev container.");

    public static SandboxRefusedException NoBubblewrap(string seen) => new(
        "bubblewrap", seen, "Install it: apt install bubblewrap (or dnf install bubblewrap).");

    public static SandboxRefusedException NoNobody(string seen) => new(
        "user", $"this root can't start a program as nobody: {LastLine(seen)}.",
        "Run as an ordinary user, or map more than one user.");

    public static SandboxRefusedException OldBubblewrap(string path, Version version) => new(
        "bubblewrap", $"{path} is version {version}, {SandboxSetup.OldestBubblewrap} or later is needed.",
        "Install a newer one: apt install bubblewrap.");

    public static SandboxRefusedException NoPython() => new(
        "python", "no python3 was found.", "Install it: apt install python3 python3-pil python3-numpy.");

    public static SandboxRefusedException PythonFailed(string interpreter, int exitCode, string error) => new(
        "python", $"{interpreter} ended with {exitCode}: {LastLine(error)}.",
        HostProgram.RunAs is null
            ? "Name a working interpreter, or install one: apt install python3 python3-pil python3-numpy."
            : "As root the sandbox runs as nobody, who has to be able to read the interpreter and its packages; "
                + "one below /root is out of "
              + "reach. Install them for everyone: apt install python3 python3-pil python3-numpy. "
              + "Or run as an ordinary user.");

    public static SandboxRefusedException PythonTooOld(string interpreter, string? version) => new(
        "python", $"{interpreter} is Python {version}, 3.10 or later is needed.",
        "Name a newer interpreter, or install one: apt install python3.");

    public static SandboxRefusedException PackagesMissing(string interpreter,
        IReadOnlyList<(string Name, string Why)> missing) => new(
        "python", $"{interpreter} has no {string.Join(", ", missing.Select(m => $"{m.Name} ({m.Why})"))}.",
        $"Install: apt install {string.Join(' ', missing.Select(m => AptName(m.Name)))} "
        + $"(or pip install {string.Join(' ', missing.Select(m => PipName(m.Name)))}).");

    public static SandboxRefusedException NoLoader(string interpreter) => new(
        "python", $"{interpreter} is not linked to glibc's loader.",
        "Name an interpreter that is: apt install python3.");

    public static SandboxRefusedException OtherMachine(string interpreter, string found, SandboxMachine machine) => new(
        "python", $"{interpreter} is built for {found}, this process for {machine.Name()}.",
        "Name an interpreter for this machine.");

    public static SandboxRefusedException NotEnoughMemory(int workers, long addressSpace, long available) => new(
        "memory",
        $"{workers} workers of {addressSpace >> 20} MiB may take {(workers * addressSpace) >> 20} MiB, "
        + $"80 % of the available {available >> 20} MiB is the most.",
        "Set Workers or AddressSpace lower.");

    public static SandboxRefusedException StatusMiss(string seen) => new(
        "confinement", seen,
        "The kernel did not confine the worker as asked; run spagent sandbox check and report what it prints.");

    public static SandboxRefusedException ProbeMiss(string seen) => new(
        "probe", seen, "The sandbox let a probe through that it must hold; run spagent sandbox check "
            + "and report what it prints.");

    /// <summary>Two workers that came up and were gone before they answered the probe: nothing was let through, nothing
    /// is known.</summary>
    public static SandboxRefusedException LostEarly() => new(
        "worker", "a worker ended before its first answer, twice.",
        "Something ends its processes: a limit of this user or container on memory or processes, or the machine is out "
            + "of memory. See the kernel's log, then run spagent sandbox check.");

    /// <summary>A worker that did not come up: the words of bubblewrap or Python decide what to do.</summary>
    public static SandboxRefusedException WorkerFailed(string error)
    {
        (string layer, string advice) = error switch
        {
            _ when Has(error, "max_*_namespaces", "max_user_namespaces", "No space left on device") =>
                ("namespaces", "No more user namespaces are allowed: sysctl -w user.max_user_namespaces=15000."),
            _ when Has(error, "setting up uid map", "RTM_NEWADDR") =>
                ("namespaces", "AppArmor keeps programs from user namespaces (Ubuntu 23.10 and later): install its "
                    + "profile for bubblewrap with "
                + "apt install apparmor-profiles && ln -s "
                + "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && "
                + "apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict."),
            _ when Has(error, "No permissions to create", "Operation not permitted", "Creating new namespace failed") =>
                ("namespaces", "User namespaces are not allowed here. In Docker: --security-opt seccomp=unconfined "
                    + "--security-opt apparmor=unconfined, "
                + "or use podman. On a machine: sysctl -w kernel.unprivileged_userns_clone=1."),
            _ when Has(error, "mount proc", "Can't mount", "Failed to make / slave", "pivot_root") =>
                ("namespaces", "Mounting is not allowed here. In Docker: --security-opt seccomp=unconfined "
                    + "--security-opt apparmor=unconfined."),
            _ when Has(error, "seccomp filter refused", "PR_SET_DUMPABLE refused") =>
                ("seccomp", "The kernel takes no filters: it needs CONFIG_SECCOMP_FILTER."),
            _ when Has(error, "Permission denied", "No such file") =>
                ("python", "The user that workers run as has to be able to read the interpreter and its packages."),
            _ => ("worker", "Run spagent sandbox check for each layer."),
        };
        return new SandboxRefusedException(layer, $"a worker did not start: {LastLine(error)}", advice);
    }

    private static bool Has(string text, params string[] parts) =>
        parts.Any(part => text.Contains(part, StringComparison.Ordinal));

    private static string LastLine(string text) =>
        SafeText.Clean(text.Trim().Split('\n')[^1].Trim().TrimEnd('.'), 500);

    private static string AptName(string package) => package switch
    {
        "PIL" => "python3-pil",
        "cv2" => "python3-opencv",
        _ => $"python3-{package.Replace('_', '-').ToLowerInvariant()}",
    };

    private static string PipName(string package) => package switch
    {
        "PIL" => "pillow",
        "cv2" => "opencv-python-headless",
        _ => package,
    };
}
