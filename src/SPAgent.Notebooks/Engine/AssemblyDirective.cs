namespace SPAgent.Notebooks;

/// <summary><c>#r "path.dll"</c>: an assembly of the user's own, or one of the framework by its name.</summary>
internal sealed class AssemblyDirective(CellReferences references, CellLoadContext loadContext)
{
    private readonly Dictionary<string, Guid> _builds = new(StringComparer.OrdinalIgnoreCase);

    public void Run(string argument, string folder)
    {
        if (argument.Length == 0)
        {
            throw new ArgumentException("Name a file: #r \"path.dll\", or a package: #r \"nuget: Name, Version\".");
        }

        string path = Path.GetFullPath(argument, folder);
        if (!File.Exists(path))
        {
            string name = argument.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? argument[..^4] : argument;
            if (CellReferences.HostPath(name) is null)
            {
                throw new FileNotFoundException(
                    $"{path}: there is no such file. Relative paths start at the notebook's "
                        + "folder; build the project first.");
            }

            references.AddHost(name);
            return;
        }

        try
        {
            (string name, Guid build) = CellLoadContext.Identity(path);
            Add(name, build, path);
        }
        catch (BadImageFormatException)
        {
            throw new NotSupportedException($"{path}: not a .NET assembly.");
        }
    }

    private void Add(string name, Guid build, string path)
    {
        if (CellReferences.HostPath(name) is { } host)
        {
            references.AddHost(name);
            if (CellLoadContext.Identity(host).Build != build)
            {
                Console.Error.WriteLine(
                    $"#r: {name} is part of this kernel, which uses its own build of it, not {path}.");
            }

            return;
        }

        if ((_builds.TryGetValue(name, out Guid known) && known != build)
            || (loadContext.LoadedBuild(name) is { } loaded && loaded != build))
        {
            throw new NotSupportedException(
                $"{name} was referenced before and has changed since. Restart the kernel to use the new build.");
        }

        _builds[name] = build;
        references.Add(name, path);
        loadContext.Use(name, path);
        OfferNeighbours(path);
    }

    // What the assembly needs lies beside it when its project copies its packages (EnableDynamicLoading, or an app's
    // output).
    private void OfferNeighbours(string path)
    {
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*.dll"))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (CellReferences.HostPath(name) is not null) continue;
            references.Offer(name, file);
            loadContext.Offer(name, file);
        }
    }
}
