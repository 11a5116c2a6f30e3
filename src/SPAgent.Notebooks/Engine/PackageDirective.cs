namespace SPAgent.Notebooks;

/// <summary><c>#r "nuget: Name, Version"</c> and <c>#i "nuget:SOURCE"</c>.</summary>
internal sealed class PackageDirective(CellReferences references, CellLoadContext loadContext)
{
    private readonly Dictionary<string, CellPackage> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, RestoredPackage> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];
    private readonly HashSet<string> _dead = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public void AddSource(string argument, string folder)
    {
        string source = argument.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase)
            ? argument["nuget:".Length..].Trim() : argument;
        if (source.Length == 0) throw new ArgumentException("Name a folder or an address: #i \"nuget:SOURCE\".");
        string place = source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source, folder);
        _sources.Add(place);
        // Named once more, it is asked once more.
        _dead.Remove(place);
    }

    /// <exception cref="IOException">The package can't be found, or there is no SDK to find it with.</exception>
    public async Task RunAsync(string argument, CancellationToken cancel)
    {
        CellPackage package = Parse(argument);
        if (_packages.TryGetValue(package.Id, out CellPackage? known)
            && (known == package || package.Version == "*")) return;
        if (CarriedPackages.Find(package.Id) is { } carried
            && (carried.Version is null || package.Version == "*" || package.Version == carried.Version))
        {
            UseCarried(package.Id, carried);
            return;
        }

        // What is loaded stays at its version; only what was never asked for is free to choose.
        IEnumerable<CellPackage> others = _packages.Keys
            .Where(id => !id.Equals(package.Id, StringComparison.OrdinalIgnoreCase))
            .Select(id => new CellPackage(id, _loaded[id]));
        IReadOnlyList<RestoredPackage> restored = await RestoreAsync([.. others, package], cancel)
            .ConfigureAwait(false);
        foreach (RestoredPackage part in restored.Where(part => !CanReplace(part))) CheckLoaded(part.Id, part.Version);
        _packages[package.Id] = package;
        string found = restored.First(part => part.Id.Equals(package.Id, StringComparison.OrdinalIgnoreCase)).Version;
        if (Version.TryParse(package.Version, out _) && package.Version != found)
        {
            Console.Error.WriteLine($"#r: {package.Id} {package.Version} was not found; {found} is used.");
        }

        foreach (RestoredPackage part in restored)
        {
            if (_loaded.TryGetValue(part.Id, out string? version) && version != part.Version)
                loadContext.Withdraw(_parts[part.Id]);
            _loaded[part.Id] = part.Version;
            _parts[part.Id] = part;
            foreach (string path in part.Assemblies) Add(part, path);
            foreach (string path in part.Natives) loadContext.OfferNative(path);
        }
    }

    // In .NET Interactive the same line loads the kit; here it is loaded already.
    private void UseCarried(string id, CarriedPackage carried)
    {
        foreach (string name in carried.Assemblies) references.AddHost(name);
        if (carried.Version is null) return;
        CheckLoaded(id, carried.Version);
        _packages[id] = new CellPackage(id, carried.Version);
        _loaded[id] = carried.Version;
    }

    // What was only brought along by another package, and not used yet, may still become another version.
    private bool CanReplace(RestoredPackage part) => !_packages.ContainsKey(part.Id)
        && _parts.TryGetValue(part.Id, out RestoredPackage? old) && !loadContext.IsUsed(old);

    private void CheckLoaded(string id, string needed)
    {
        if (!_loaded.TryGetValue(id, out string? version) || version == needed) return;
        throw new NotSupportedException(
            $"{id} {version} is loaded already, {needed} is needed now. Restart the kernel.");
    }

    // A source that can't be reached fails only what is nowhere else, and is not waited for again.
    private async Task<IReadOnlyList<RestoredPackage>> RestoreAsync(CellPackage[] packages, CancellationToken cancel)
    {
        (IReadOnlyList<RestoredPackage> restored, IReadOnlyList<string> unreachable) =
            await PackageRestore.RunAsync(packages, _sources.Except(_dead), _dead, cancel).ConfigureAwait(false);
        foreach (string problem in unreachable.Where(_told.Add))
            Console.Error.WriteLine($"#r: {problem} What it would have had was found elsewhere.");
        _dead.UnionWith(
            _sources.Where(source => unreachable.Any(problem => problem.Contains(source, StringComparison.Ordinal))));
        return restored;
    }

    private static CellPackage Parse(string argument)
    {
        string[] parts = argument.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > 2 || parts[0].Length == 0
            || parts[0].Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            throw new ArgumentException($"\"{argument.Trim()}\" is no package. Write #r \"nuget: Name, Version\".");
        }

        return new CellPackage(parts[0], parts.Length == 2 && parts[1].Length > 0 ? parts[1] : "*");
    }

    private void Add(RestoredPackage package, string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        bool isCarried = CellReferences.HostPath(name) is not null;
        // Of what the kernel carries in another version the cells get the one that they have asked for, but for the
        // types that the kit's own methods take and give, and the framework's.
        if (isCarried && (CellReferences.IsShared(name) || CarriedPackages.Find(package.Id) is not { } carried
            || carried.Version == package.Version))
        {
            references.AddHost(name);
            return;
        }

        loadContext.Offer(name, path, isPackage: true);
        references.Add(name, loadContext.Offered(name)!);
    }
}
