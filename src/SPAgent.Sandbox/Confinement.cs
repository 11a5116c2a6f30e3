using System.Globalization;

namespace SPAgent;

/// <summary>What the kernel says of a running worker, read from outside in /proc: the proof that it is confined as
/// asked.</summary>
internal sealed record Confinement
{
    /// <summary>Process id of the zygote, as the host counts.</summary>
    public int ZygoteId { get; private init; }

    /// <summary>What is not as asked; null when all is.</summary>
    public string? Miss { get; private init; }

    /// <summary>The lines that were looked at.</summary>
    public string Seen { get; private init; } = "";

    /// <summary>Looks at the zygote below a bubblewrap process.</summary>
    public static Confinement Read(int bubblewrap)
    {
        try
        {
            int? zygote = FindZygote(bubblewrap);
            if (zygote is not int id)
                return new Confinement { Miss = "no process 1 of a pid namespace is found below bubblewrap." };
            Dictionary<string, string> status = Status(id);
            string seen =
                string.Join(", ", ((string[])["NoNewPrivs", "Seccomp", "CapEff", "CapPrm", "CapBnd", "NSpid", "Uid"])
                .Select(name => $"{name} {status.GetValueOrDefault(name)}"));
            return new Confinement
            { ZygoteId = id, Seen = seen, Miss = IsConfined(status) ? null : $"the worker's status is {seen}." };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Confinement { Miss = $"the worker's status can't be read: {e.Message}" };
        }
    }

    private static bool IsConfined(Dictionary<string, string> status) =>
        status.GetValueOrDefault("NoNewPrivs") == "1"
        && status.GetValueOrDefault("Seccomp") == "2"
        && ((string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"]).All(
            name => status.GetValueOrDefault(name) is string bits && bits.All(c => c == '0'))
        && Numbers(status, "NSpid").Length >= 2
        && Numbers(status, "Uid") is { Length: 4 } uids && !uids.Contains("0")
        && Numbers(status, "Gid") is { Length: 4 } gids && !gids.Contains("0");

    /// <summary>bubblewrap may keep a process of its own between itself and the zygote.</summary>
    private static int? FindZygote(int parent)
    {
        foreach (string child in File.ReadAllText($"/proc/{parent}/task/{parent}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int id = int.Parse(child, CultureInfo.InvariantCulture);
            if (Numbers(Status(id), "NSpid") is { Length: >= 2 } numbers && numbers[^1] == "1") return id;
            if (FindZygote(id) is int found) return found;
        }

        return null;
    }

    private static string[] Numbers(Dictionary<string, string> status, string name) =>
        status.GetValueOrDefault(name, "").Split('\t', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> Status(int id) =>
        File.ReadLines($"/proc/{id}/status").Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1].Trim());
}
