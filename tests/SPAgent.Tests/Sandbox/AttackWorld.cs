using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SPAgent.Tests.Sandbox;

/// <summary>
/// The host as an attack would want it: listeners to reach, secrets to read, folders that anyone may write, a process
/// of the same user to signal. Whether any of it was touched is seen from outside, whatever the attack itself says.
/// </summary>
internal sealed class AttackWorld : IDisposable
{
    private static readonly PythonInstallation s_python = SandboxSetup.Find(new PythonSandboxOptions()).Python;

    private readonly string _folder = Path.Combine("/tmp", $"spagent-world-{Guid.NewGuid():N}");
    private readonly List<(string Name, Socket Socket)> _listeners = [];
    private readonly Process _victim;
    private readonly string _before;
    private readonly long _clock;

    public AttackWorld()
    {
        string open = Path.Combine(_folder, "open");
        foreach (string folder in (string[])[_folder, open]) Directory.CreateDirectory(folder);
        Allow(_folder, "rwxr-xr-x");
        Allow(open, "rwxrwxrwx");
        string canary = WriteSecret("canary.txt"), dataset = WriteSecret("rows.jsonl"),
            png = WriteSecret("dataset.png");

        int tcp4 = Listen("tcp4", new IPEndPoint(IPAddress.Loopback, 0), SocketType.Stream),
            udp = Listen("udp", new IPEndPoint(IPAddress.Loopback, 0), SocketType.Dgram);
        int tcp6 = Socket.OSSupportsIPv6
            ? Listen("tcp6", new IPEndPoint(IPAddress.IPv6Loopback, 0), SocketType.Stream) : 1;
        string unix = Path.Combine(open, "listener"), name = $"spagent-{Guid.NewGuid():N}";
        Listen("unix", new UnixDomainSocketEndPoint(unix), SocketType.Stream);
        Allow(unix, "rwxrwxrwx");
        Listen("abstract", new UnixDomainSocketEndPoint($"\0{name}"), SocketType.Stream);

        _victim = Process.Start(HostProgram.StartInfo("/bin/sleep", ["100000"], HostProgram.RunAs))!;
        Placeholders = new Dictionary<string, string>
        {
            ["@CANARY_FILE@"] = canary,
            ["@DATASET_FILE@"] = dataset,
            ["@DATASET_PNG@"] = png,
            ["@TCP_PORT@"] = tcp4.ToString(CultureInfo.InvariantCulture),
            ["@TCP6_PORT@"] = tcp6.ToString(CultureInfo.InvariantCulture),
            ["@UDP_PORT@"] = udp.ToString(CultureInfo.InvariantCulture),
            ["@UNIX_PATH@"] = unix,
            ["@ABSTRACT@"] = name,
            ["@HOME_DIR@"] = open,
            ["@WRITE_DIR@"] = open,
            ["@FIXDIR@"] = open,
            ["@VICTIM_PID@"] = _victim.Id.ToString(CultureInfo.InvariantCulture),
            ["@HOST_PID@"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        };
        _before = Fingerprint();
        _clock = ClockAgainstUptime();
    }

    /// <summary>What must never come out.</summary>
    public string Canary { get; } = SandboxFacts.Canary;

    public IReadOnlyDictionary<string, string> Placeholders { get; }

    /// <summary>What was touched; empty when the sandbox held.</summary>
    public IReadOnlyList<string> Harm()
    {
        var harm = new List<string>();
        foreach ((string name, Socket socket) in _listeners)
            if (socket.Poll(0, SelectMode.SelectRead)) harm.Add($"the {name} listener was reached");
        harm.AddRange(WrittenFiles().Select(file => $"{file} was written"));
        string victim = _victim.HasExited ? "ended" : File.ReadAllText($"/proc/{_victim.Id}/stat").Split(") ")[1][..1];
        if (victim is not ("S" or "R" or "D")) harm.Add($"the victim process is in state {victim}");
        string after = Fingerprint();
        if (after != _before) harm.Add($"the host changed from {_before} to {after}");
        if (Math.Abs(ClockAgainstUptime() - _clock) > 30) harm.Add("the clock was set");
        return harm;
    }

    public void Dispose()
    {
        foreach ((_, Socket socket) in _listeners) socket.Dispose();
        _victim.Kill();
        _victim.WaitForExit();
        _victim.Dispose();
        foreach (string file in WrittenFiles().ToList()) File.Delete(file);
        Directory.Delete(_folder, recursive: true);
    }

    private IEnumerable<string> WrittenFiles() =>
        ((string[])["/", "/tmp", "/var/tmp", "/dev/shm", "/etc", Environment.CurrentDirectory,
            Path.Combine(_folder, "open"), s_python.Packages["PIL"]])
            .Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "PWNED*"));

    /// <summary>What an attack could change on a host and no test does meanwhile.</summary>
    private string Fingerprint() => string.Join(" | ",
        Digest(s_python.Executable), Digest(Path.Combine(s_python.Packages["PIL"], "Image.py")),
        Digest(Placeholders?["@CANARY_FILE@"] ?? Path.Combine(_folder, "canary.txt")),
        Lines("/proc/sysvipc/shm"), Lines("/proc/sysvipc/sem"), Lines("/proc/sysvipc/msg"), Lines("/proc/keys"),
        File.ReadAllText("/proc/sys/kernel/hostname").Trim(), File.ReadAllText("/proc/sys/kernel/core_pattern").Trim());

    private static string Digest(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)), 0, 6);

    private static string Lines(string path) =>
        File.Exists(path) ? $"{Path.GetFileName(path)} {File.ReadLines(path).Count()}" : "";

    private static long ClockAgainstUptime() =>
        TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - (Environment.TickCount64 / 1000);

    private static void Allow(string path, string mode)
    {
        int bits = mode.Aggregate(0, (bits, c) => (bits << 1) | (c == '-' ? 0 : 1));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)bits);
    }

    private string WriteSecret(string name)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, Canary);
        Allow(path, "rw-r--r--");
        return path;
    }

    private int Listen(string name, EndPoint end, SocketType type)
    {
        var socket = new Socket(end.AddressFamily, type, ProtocolType.Unspecified);
        socket.Bind(end);
        if (type == SocketType.Stream) socket.Listen();
        _listeners.Add((name, socket));
        return socket.LocalEndPoint is IPEndPoint ip ? ip.Port : 0;
    }
}
