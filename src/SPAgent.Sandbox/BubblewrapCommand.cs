using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>The command line of one worker: namespaces, an empty read-only root with nothing but Python in it, no
/// capabilities, our environment.</summary>
/// <remarks>
/// Nothing keeps its place on the host: packages lie in /packages, libraries in /libs, so model code sees no folder of
/// the user. Libraries are bound one by one; what Python does not need is not there. --unshare-user is said explicitly
/// because bubblewrap skips it for uid 0. Python runs without -I and -E, which would ignore PYTHONHASHSEED; the
/// environment is ours anyway.
/// </remarks>
internal static partial class BubblewrapCommand
{
    // The kernel's out-of-memory killer is to take the sandbox before the host, and no core is written.
    private const string Shell = "echo 800 >/proc/self/oom_score_adj; ulimit -c 0; exec \"$@\"";

    public const string Program = "/bin/sh";

    /// <summary>Features that numpy is kept from, so that machines with and without AVX-512 agree in the last bit;
    /// empty where there are none. Version 2.4 gave them other names.</summary>
    public static string CpuPin(SandboxMachine machine, string numpy)
    {
        if (machine != SandboxMachine.X64) return "";
        Match version = MajorAndMinor().Match(numpy);
        bool isNew = version.Success && Version.Parse(version.Value) >= new Version(2, 4);
        return isNew ? "X86_V4 AVX512_ICL AVX512_SPR"
            : "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL";
    }

    public static IReadOnlyList<string> Arguments(SandboxSetup setup, string zygote)
    {
        List<string> line = ["-c", Shell, "sh", setup.Bubblewrap];
        line.AddRange(
            ("--unshare-user --uid 65534 --gid 65534 --unshare-pid --unshare-net --unshare-ipc "
                + "--unshare-uts --unshare-cgroup-try "
            + "--die-with-parent --new-session --as-pid-1 --cap-drop ALL --clearenv --hostname sandbox").Split(' '));
        if (setup.CanDisableUserNamespaces) line.Add("--disable-userns");
        foreach ((string name, string value) in Variables(setup)) line.AddRange(["--setenv", name, value]);
        Bind(line, setup.Python);
        line.AddRange(["--chdir", "/", "--remount-ro", "/", "--", "/usr/bin/python3", "-s", "-S", "-B", "-c", zygote]);
        return line;
    }

    private static IEnumerable<(string Name, string Value)> Variables(SandboxSetup setup)
    {
        yield return ("PATH", "/nonexistent");
        yield return ("HOME", "/");
        yield return ("LANG", "C.UTF-8");
        yield return ("LC_ALL", "C.UTF-8");
        yield return ("TZ", "UTC");
        yield return ("LD_LIBRARY_PATH", "/libs");
        yield return ("PYTHONHASHSEED", "0");
        // One thread of its own for each call: threads are counted, and their sums come out in another order.
        yield return ("OPENBLAS_NUM_THREADS", "1");
        yield return ("OMP_NUM_THREADS", "1");
        yield return ("MKL_NUM_THREADS", "1");
        // Each further arena of malloc would take its share of the address space.
        yield return ("MALLOC_ARENA_MAX", "1");
        if (setup.Machine != SandboxMachine.X64) yield break;
        yield return ("OPENBLAS_CORETYPE", "Haswell");
        yield return ("NPY_DISABLE_CPU_FEATURES", CpuPin(setup.Machine, setup.Python.Numpy));
    }

    private static void Bind(List<string> line, PythonInstallation python)
    {
        ReadOnly(line, python.Stdlib, $"/usr/{python.StdlibName}");
        foreach (string hidden in python.Hidden)
        {
            string folder = $"/usr/{python.StdlibName}/{hidden}";
            line.AddRange(["--tmpfs", folder, "--remount-ro", folder]);
        }

        foreach (string package in python.Packages.Values.Concat(python.PackageLibs))
            ReadOnly(line, package, $"/packages/{Path.GetFileName(package)}");
        foreach ((string path, IReadOnlyList<string> names) in python.Libraries)
        {
            string file = Path.GetFileName(path);
            ReadOnly(line, path, $"/libs/{file}");
            foreach (string name in names.Where(name => name != file))
                line.AddRange(["--symlink", file, $"/libs/{name}"]);
        }

        ReadOnly(line, python.Loader!, python.Interpreter!);
        ReadOnly(line, python.Executable, "/usr/bin/python3");
    }

    private static void ReadOnly(List<string> line, string source, string target) =>
        line.AddRange(["--ro-bind", source, target]);

    [GeneratedRegex(@"\A[0-9]{1,4}\.[0-9]{1,4}")]
    private static partial Regex MajorAndMinor();
}
