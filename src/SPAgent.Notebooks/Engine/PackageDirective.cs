namespace SPAgent.Notebooks;

/// <summary><c>#r "nuget: Name, Version"</c> and <c>#i "nuget:SOURCE"</c>.</summary>
internal sealed class PackageDirective(CellReferences references, CellLoadContext loadContext)
{
    private readonly Dictionary<string, CellPackage> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];

    public void AddSource(string argument, string folder)
    {
        string source = argument.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) ? argument["nuget:".Length..].Trim() : argument;
        if (source.Length == 0) throw new ArgumentException("Name a folder or an address: #i \"nuget:SOURCE\".");
        _sources.Add(source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source, folder));
    }

    /// <exception cref="IOException">The package can't be found, or there is no SDK to find it with.</exception>
    public async Task RunAsync(string argument, CancellationToken cancel)
    {
        CellPackage package = Parse(argument);
        // The kernel is this very library: in .NET Interactive the same line loads it.
        if (package.Id is "SPAgent" or "SPAgent.Notebooks") return;
        if (_packages.TryGetValue(package.Id, out CellPackage? known) && (known == package || package.Version == "*")) return;
        // What is loaded stays at its version; only what was never asked for is free to choose.
        IEnumerable<CellPackage> others = _packages.Keys.Where(id => !id.Equals(package.Id, StringComparison.OrdinalIgnoreCase))
            .Select(id => new CellPackage(id, _loaded[id]));
        IReadOnlyList<RestoredPackage> restored = await PackageRestore.RunAsync(others.Append(package), _sources, cancel).ConfigureAwait(false);
        foreach (RestoredPackage part in restored)
        {
            if (_loaded.TryGetValue(part.Id, out string? version) && version != part.Version)
            {
                throw new NotSupportedException($"{part.Id} {version} is loaded already, {part.Version} is needed now. Restart the kernel.");
            }
        }

        _packages[package.Id] = package;
        string found = restored.First(part => part.Id.Equals(package.Id, StringComparison.OrdinalIgnoreCase)).Version;
        if (Version.TryParse(package.Version, out _) && package.Version != found)
        {
            Console.Error.WriteLine($"#r: {package.Id} {package.Version} was not found; {found} is used.");
        }

        foreach (RestoredPackage part in restored)
        {
            _loaded[part.Id] = part.Version;
            foreach (string path in part.Assemblies) Add(path);
            foreach (string path in part.Natives) loadContext.OfferNative(path);
        }
    }

    private static CellPackage Parse(string argument)
    {
        string[] parts = argument.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > 2 || parts[0].Length == 0 || parts[0].Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            throw new ArgumentException($"\"{argument.Trim()}\" is no package. Write #r \"nuget: Name, Version\".");
        }

        return new CellPackage(parts[0], parts.Length == 2 && parts[1].Length > 0 ? parts[1] : "*");
    }

    private void Add(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (CellReferences.HostPath(name) is not null)
        {
            references.AddHost(name);
            return;
        }

        loadContext.Offer(name, path, isPackage: true);
        references.Add(name, loadContext.Offered(name)!);
    }
}
