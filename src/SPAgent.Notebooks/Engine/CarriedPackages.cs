using System.Text.Json;

namespace SPAgent.Notebooks;

/// <summary>A package that the kernel itself is built with.</summary>
/// <param name="Version">Its version; null for a part of this project, which is always the right one.</param>
/// <param name="Assemblies">Names of its assemblies and of those that they need.</param>
internal sealed record CarriedPackage(string? Version, IReadOnlyList<string> Assemblies);

/// <summary>
/// The packages that came with the kernel, as the build has listed them (<c>*.deps.json</c>). A cell that asks for one
/// of them in the same or in no version gets the kernel's own copy, so that its values are those that the kernel shows,
/// and nothing has to be fetched.
/// </summary>
internal static class CarriedPackages
{
    private static readonly Lazy<Dictionary<string, CarriedPackage>> s_all = new(Read);

    public static CarriedPackage? Find(string id) => s_all.Value.GetValueOrDefault(id);

    private static Dictionary<string, CarriedPackage> Read()
    {
        var all = new Dictionary<string, CarriedPackage>(StringComparer.OrdinalIgnoreCase);
        foreach (string file in ((string?)AppContext.GetData("APP_CONTEXT_DEPS_FILES") ?? "").Split(';',
            StringSplitOptions.RemoveEmptyEntries))
        {
            // The list names the framework's own file too, which lists no packages.
            if (!File.Exists(file)) continue;
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (!document.RootElement.TryGetProperty("libraries", out JsonElement libraries)) continue;
            Dictionary<string, JsonProperty> entries = document.RootElement.GetProperty("targets").EnumerateObject()
                .SelectMany(target => target.Value.EnumerateObject()).GroupBy(entry => entry.Name.Split('/')[0])
                .ToDictionary(group => group.Key, group => group.Last(), StringComparer.OrdinalIgnoreCase);
            foreach ((string id, JsonProperty entry) in entries)
            {
                bool isProject = libraries.TryGetProperty(entry.Name, out JsonElement library)
                    && library.GetProperty("type").GetString() != "package";
                all.TryAdd(id,
                    new CarriedPackage(isProject ? null : entry.Name.Split('/')[1], [.. Assemblies(id, entries)]));
            }
        }

        return all;
    }

    private static HashSet<string> Assemblies(string id, Dictionary<string, JsonProperty> entries)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { id };
        var open = new Queue<string>([id]);
        while (open.TryDequeue(out string? next))
        {
            if (!entries.TryGetValue(next, out JsonProperty entry)) continue;
            if (entry.Value.TryGetProperty("runtime", out JsonElement files))
            {
                names.UnionWith(files.EnumerateObject().Select(file => Path.GetFileNameWithoutExtension(file.Name)));
            }

            if (!entry.Value.TryGetProperty("dependencies", out JsonElement needed)) continue;
            foreach (JsonProperty dependency in needed.EnumerateObject().Where(dependency => seen.Add(dependency.Name)))
                open.Enqueue(dependency.Name);
        }

        return names;
    }
}
