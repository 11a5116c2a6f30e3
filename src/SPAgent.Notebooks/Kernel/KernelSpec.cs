using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>The entry by which Jupyter finds the kernel, in the user's own data folder.</summary>
public static class KernelSpec
{
    private const string OwnName = "spagent-csharp";
    private const string SharedName = ".net-csharp";
    private const string Mark = "spagent";
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>
    /// Writes <c>spagent-csharp</c>, and <c>.net-csharp</c>, the name that C# notebooks carry, unless there is such a
    /// kernel of someone else.
    /// </summary>
    /// <param name="command">Program and arguments that start this kernel; the connection file is added.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>The folders that were written.</returns>
    public static async Task<IReadOnlyList<string>> InstallAsync(IReadOnlyList<string> command,
        CancellationToken cancellationToken = default)
    {
        var written = new List<string>
            { await WriteAsync(OwnName, "C# (SPAgent)", command, cancellationToken).ConfigureAwait(false) };
        if (!Folders().Any(folder => IsOthers(Path.Combine(folder, SharedName))))
        {
            written.Add(await WriteAsync(SharedName, ".NET (C#)", command, cancellationToken).ConfigureAwait(false));
        }

        return written;
    }

    /// <summary>Removes what <see cref="InstallAsync"/> wrote, and nothing that others wrote.</summary>
    /// <returns>The folders that were removed.</returns>
    public static IReadOnlyList<string> Remove()
    {
        string[] own = [.. new[] { OwnName, SharedName }.Select(name => Path.Combine(UserFolder(), name)).Where(IsOwn)];
        foreach (string folder in own) Directory.Delete(folder, recursive: true);
        return own;
    }

    private static async Task<string> WriteAsync(string name, string title, IReadOnlyList<string> command,
        CancellationToken cancel)
    {
        string folder = Directory.CreateDirectory(Path.Combine(UserFolder(), name)).FullName;
        var environment = new JsonObject();
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root)
            environment["DOTNET_ROOT"] = root;
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray([.. command.Append("{connection_file}").Select(part => (JsonNode)part)]),
            ["display_name"] = title,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = environment,
            ["metadata"] = new JsonObject { [Mark] = true },
        };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(spec, s_indented);
        await WholeFile.WriteAsync(Path.Combine(folder, "kernel.json"), json, cancel).ConfigureAwait(false);
        return folder;
    }

    private static bool IsOwn(string folder) => Read(folder) is { } spec && (bool?)spec["metadata"]?[Mark] == true;

    private static bool IsOthers(string folder) => Directory.Exists(folder) && !IsOwn(folder);

    private static JsonObject? Read(string folder)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json"), Encoding.UTF8)) as JsonObject;
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return null;
        }
    }

    private static string UserFolder()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } data)
            return Path.Combine(data, "kernels");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData),
                "jupyter", "kernels");
        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter", "kernels");
        string shared = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg
            : Path.Combine(home, ".local", "share");
        return Path.Combine(shared, "jupyter", "kernels");
    }

    // Where Jupyter looks, beside the interpreter's own prefix, which is not known here.
    private static IEnumerable<string> Folders() =>
        (Environment.GetEnvironmentVariable("JUPYTER_PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "kernels"))
            .Append(UserFolder())
            .Append("/usr/local/share/jupyter/kernels")
            .Append("/usr/share/jupyter/kernels");
}
