using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace SPAgent.Notebooks;

/// <summary>
/// The assemblies that cells are compiled against. A chosen few of the framework to begin with: each reference is held by each cell,
/// and all of them would cost twice the memory. The rest come in when a type of theirs turns up, or by <c>#r "System.Xml.Linq"</c>.
/// </summary>
internal sealed class CellReferences : MetadataReferenceResolver
{
    private static readonly string[] s_framework =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Collections.Concurrent", "System.Collections.Immutable",
        "System.Console", "System.Linq", "System.Linq.Expressions", "System.Linq.AsyncEnumerable", "System.Memory", "System.Private.Uri",
        "System.ObjectModel", "System.ComponentModel.Primitives", "System.Diagnostics.Process", "System.IO.Compression",
        "System.Net.Http", "System.Net.Primitives", "System.Numerics.Vectors", "System.Runtime.Numerics", "System.Security.Cryptography",
        "System.Text.Json", "System.Text.RegularExpressions", "System.Threading", "System.Threading.Channels", "System.Data.Common",
        "System.Runtime.InteropServices", "Microsoft.CSharp", "netstandard", "SPAgent", "SPAgent.Notebooks",
        "Microsoft.Extensions.AI.Abstractions",
    ];

    private static readonly Dictionary<string, string> s_host = FindHostAssemblies();
    private static readonly ConcurrentDictionary<string, PortableExecutableReference> s_opened = new(StringComparer.Ordinal);

    private readonly Dictionary<string, PortableExecutableReference> _references = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _added = new(StringComparer.OrdinalIgnoreCase);

    public CellReferences()
    {
        foreach (string name in s_framework)
        {
            if (HostPath(name) is { } path) _references[name] = Open(path);
        }
    }

    /// <summary>What the next cell is compiled against.</summary>
    public IEnumerable<MetadataReference> Current => _references.Values;

    public override bool ResolveMissingAssemblies => true;

    /// <summary>File of an assembly that the process itself runs on; null when it has none of that name.</summary>
    public static string? HostPath(string simpleName) => s_host.GetValueOrDefault(simpleName);

    /// <summary>Makes an assembly visible to the cells that follow.</summary>
    public void Add(string simpleName, string path)
    {
        _added[simpleName] = path;
        _references[simpleName] = Open(path);
    }

    /// <summary>Makes an assembly known, to be used only when a type of it turns up.</summary>
    public void Offer(string simpleName, string path) => _added.TryAdd(simpleName, path);

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        _added.TryGetValue(referenceIdentity.Name, out string? path) || s_host.TryGetValue(referenceIdentity.Name, out path) ? Open(path) : null;

    // The engine takes #r lines out of a cell before it is compiled, so the compiler never asks.
    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties) => [];

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private static PortableExecutableReference Open(string path) => s_opened.GetOrAdd(path, static path =>
    {
        string documentation = Path.ChangeExtension(path, ".xml");
        return MetadataReference.CreateFromFile(
            path, documentation: File.Exists(documentation) ? new AssemblyDocumentation(documentation) : null);
    });

    private static Dictionary<string, string> FindHostAssemblies()
    {
        string all = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        // The core library may be listed twice.
        return all.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).DistinctBy(Path.GetFileNameWithoutExtension)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
    }
}
