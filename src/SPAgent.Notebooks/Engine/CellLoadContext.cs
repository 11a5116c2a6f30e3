using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace SPAgent.Notebooks;

/// <summary>
/// Holds the compiled cells and what they reference, so that all of it can be unloaded. Files of the user's own are
/// copied before they are loaded: a rebuild of a referenced project must find its output unlocked, and overwriting a
/// loaded file in place kills a process on Linux. Files of packages never change and are loaded where they lie, so that
/// a library finds what lies beside it.
/// </summary>
internal sealed class CellLoadContext() : AssemblyLoadContext("cells", isCollectible: true)
{
    // Native code may call back whatever has called it, at any time: managed code that it knows of must not be
    // unloaded.
    private static readonly ConcurrentBag<CellLoadContext> s_kept = [];

    private readonly ConcurrentDictionary<string, (string Path, bool IsPackage)> _files =
        new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _natives = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Assembly> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IntPtr> _handles = new(StringComparer.Ordinal);
    private readonly Lock _loading = new();
    private readonly Lazy<string> _copies = new(() => Directory.CreateTempSubdirectory("spagent-cells-").FullName);

    /// <summary>Loads a compiled cell.</summary>
    public Assembly LoadCell(Stream assembly, Stream symbols)
    {
        Assembly cell = LoadFromStream(assembly, symbols);
        lock (_loading) _loaded[cell.GetName().Name!] = cell;
        return cell;
    }

    /// <summary>Says where an assembly lies, should code ask for it. The first file of a name stays.</summary>
    /// <param name="simpleName">The assembly's name.</param>
    /// <param name="path">Its file.</param>
    /// <param name="isPackage">The file belongs to a restored package, so it never changes.</param>
    public void Offer(string simpleName, string path, bool isPackage = false) =>
        _files.TryAdd(simpleName, (path, isPackage));

    /// <summary>Says which file is meant, whatever was offered before: the one that cells are compiled
    /// against.</summary>
    public void Use(string simpleName, string path) => _files[simpleName] = (path, false);

    /// <summary>The build of an assembly that runs already; null when none of that name does.</summary>
    public Guid? LoadedBuild(string simpleName)
    {
        lock (_loading)
        {
            return _loaded.TryGetValue(simpleName, out Assembly? loaded) ? loaded.ManifestModule.ModuleVersionId : null;
        }
    }

    /// <summary>Says where a native library of a package lies.</summary>
    public void OfferNative(string path) => _natives.TryAdd(NativeName(path), path);

    /// <summary>Whether code of a package runs already, so that it can't be exchanged.</summary>
    public bool IsUsed(RestoredPackage package)
    {
        lock (_loading)
        {
            return package.Assemblies.Any(path => _loaded.ContainsKey(Path.GetFileNameWithoutExtension(path)))
                || package.Natives.Any(_handles.ContainsKey);
        }
    }

    /// <summary>Forgets where the files of a package lie that is not used yet.</summary>
    public void Withdraw(RestoredPackage package)
    {
        foreach (string path in package.Assemblies) _files.TryRemove(Path.GetFileNameWithoutExtension(path), out _);
        foreach (string path in package.Natives) _natives.TryRemove(NativeName(path), out _);
    }

    /// <summary>The file that was given for a name, or null.</summary>
    public string? Offered(string simpleName) =>
        _files.TryGetValue(simpleName, out (string Path, bool) file) ? file.Path : null;

    /// <summary>The identity that a compiler gives to each build of an assembly.</summary>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    public static (string Name, Guid Build) Identity(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata) throw new BadImageFormatException("no .NET metadata", path);
        MetadataReader reader = file.GetMetadataReader();
        return (reader.GetString(reader.GetAssemblyDefinition().Name),
            reader.GetGuid(reader.GetModuleDefinition().Mvid));
    }

    /// <summary>Forgets and unloads all; the memory is freed once no code of a cell runs.</summary>
    public void Close()
    {
        lock (_loading)
        {
            // A collectible context that still refers to its own assemblies is never collected.
            _loaded.Clear();
            if (_handles.Count > 0) s_kept.Add(this);
            else Unload();
        }

        if (!_copies.IsValueCreated) return;
        try
        {
            Directory.Delete(_copies.Value, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // On Windows the copies stay locked until the context is collected; the temporary folder is cleaned by the
            // system.
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        // Threads of a cell may meet the same assembly at once; two copies of it would be two of each type.
        lock (_loading)
        {
            if (_loaded.TryGetValue(name, out Assembly? loaded)) return loaded;
            // One identity for each type: what the host runs on is shared with the cells, whatever version they were
            // compiled against.
            if (!_files.TryGetValue(name, out (string Path, bool IsPackage) file))
            {
                return CellReferences.HostPath(name) is null ? null
                    : Default.LoadFromAssemblyName(new AssemblyName(name));
            }

            return _loaded[name] = LoadFromAssemblyPath(file.IsPackage ? file.Path : Copy(file.Path));
        }
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        string name = NativeName(unmanagedDllName);
        if (!_natives.TryGetValue(name, out string? path) && !_natives.TryGetValue("lib" + name, out path))
            return IntPtr.Zero;
        lock (_loading)
        {
            if (!_handles.TryGetValue(path, out IntPtr handle))
                _handles[path] = handle = LoadUnmanagedDllFromPath(path);
            return handle;
        }
    }

    // "libname.so.3", "name.dll" and "name" are the same library.
    private static string NativeName(string path)
    {
        string name = Path.GetFileName(path);
        int shared = name.IndexOf(".so.", StringComparison.Ordinal);
        if (shared > 0) return name[..shared];
        return Path.GetExtension(name).ToLowerInvariant() is ".so" or ".dll" or ".dylib"
            ? Path.GetFileNameWithoutExtension(name) : name;
    }

    private string Copy(string path)
    {
        string copy = Path.Combine(Directory.CreateDirectory(Path.Combine(_copies.Value, $"{_loaded.Count}")).FullName,
            Path.GetFileName(path));
        File.Copy(path, copy, overwrite: true);
        string symbols = Path.ChangeExtension(path, ".pdb");
        if (File.Exists(symbols)) File.Copy(symbols, Path.ChangeExtension(copy, ".pdb"), overwrite: true);
        return copy;
    }
}
