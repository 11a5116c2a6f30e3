using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace SPAgent.Notebooks;

/// <summary>
/// Holds the compiled cells and what they reference, so that all of it can be unloaded. Files are copied before they are loaded: a
/// rebuild of a referenced project must find its own output unlocked, and overwriting a loaded file in place kills a process on Linux.
/// </summary>
internal sealed class CellLoadContext() : AssemblyLoadContext("cells", isCollectible: true)
{
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _natives = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Assembly> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lazy<string> _copies = new(() => Directory.CreateTempSubdirectory("spagent-cells-").FullName);

    /// <summary>Loads a compiled cell.</summary>
    public Assembly LoadCell(Stream assembly, Stream symbols)
    {
        Assembly cell = LoadFromStream(assembly, symbols);
        _loaded[cell.GetName().Name!] = cell;
        return cell;
    }

    /// <summary>Says where an assembly lies, should code ask for it. The first file of a name stays.</summary>
    public void Offer(string simpleName, string path) => _files.TryAdd(simpleName, path);

    /// <summary>Says where a native library lies.</summary>
    public void OfferNative(string path) => _natives.TryAdd(Path.GetFileNameWithoutExtension(path), path);

    /// <summary>The file that was given for a name, or null.</summary>
    public string? Offered(string simpleName) => _files.GetValueOrDefault(simpleName);

    /// <summary>The identity that a compiler gives to each build of an assembly.</summary>
    /// <exception cref="BadImageFormatException">The file is not a .NET assembly.</exception>
    public static (string Name, Guid Build) Identity(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata) throw new BadImageFormatException("no .NET metadata", path);
        MetadataReader reader = file.GetMetadataReader();
        return (reader.GetString(reader.GetAssemblyDefinition().Name), reader.GetGuid(reader.GetModuleDefinition().Mvid));
    }

    /// <summary>Forgets and unloads all; the memory is freed once no code of a cell runs.</summary>
    public void Close()
    {
        // A collectible context that still refers to its own assemblies is never collected.
        _loaded.Clear();
        Unload();
        if (!_copies.IsValueCreated) return;
        try
        {
            Directory.Delete(_copies.Value, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // On Windows the copies stay locked until the context is collected; the temporary folder is cleaned by the system.
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        if (_loaded.TryGetValue(name, out Assembly? loaded)) return loaded;
        // One identity for each type: what the host runs on is shared with the cells.
        if (CellReferences.HostPath(name) is not null || !_files.TryGetValue(name, out string? path)) return null;
        return _loaded.GetOrAdd(name, _ => LoadFromAssemblyPath(Copy(path)));
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        string name = Path.GetFileNameWithoutExtension(unmanagedDllName);
        if (!_natives.TryGetValue(name, out string? path) && !_natives.TryGetValue("lib" + name, out path)) return IntPtr.Zero;
        return LoadUnmanagedDllFromPath(Copy(path));
    }

    private string Copy(string path)
    {
        string copy = Path.Combine(Directory.CreateDirectory(Path.Combine(_copies.Value, $"{_loaded.Count}")).FullName, Path.GetFileName(path));
        File.Copy(path, copy, overwrite: true);
        string symbols = Path.ChangeExtension(path, ".pdb");
        if (File.Exists(symbols)) File.Copy(symbols, Path.ChangeExtension(copy, ".pdb"), overwrite: true);
        return copy;
    }
}
