using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace SPAgent.Notebooks;

/// <summary>
/// The assemblies that cells are compiled against. A chosen few of the framework to begin with: each reference is held
/// by each cell, and all of them would cost three times the memory. The rest come in when a cell names a type or a
/// namespace of theirs.
/// </summary>
internal sealed partial class CellReferences : MetadataReferenceResolver
{
    private static readonly string[] s_framework =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Collections.Concurrent",
        "System.Collections.Immutable",
        "System.Console", "System.Linq", "System.Linq.Expressions", "System.Linq.AsyncEnumerable",
        "System.Linq.Parallel", "System.Memory", "System.Net.Http",
        "System.Private.Uri", "System.ObjectModel", "System.ComponentModel.Primitives", "System.Data.Common",
        "System.Diagnostics.Process",
        "System.Security.Cryptography", "System.Text.Json", "System.Text.RegularExpressions", "System.Threading",
        "System.Threading.Tasks.Parallel", "Microsoft.CSharp", "netstandard", "SPAgent", "SPAgent.Interop",
        "SPAgent.Notebooks",
        "SPAgent.Report", "SPAgent.Sandbox", "Microsoft.Extensions.AI.Abstractions",
    ];

    private static readonly Dictionary<string, string> s_host = FindHostAssemblies();
    private static readonly ConcurrentDictionary<string, PortableExecutableReference> s_opened =
        new(StringComparer.Ordinal);

    private readonly Dictionary<string, PortableExecutableReference> _references =
        new(StringComparer.OrdinalIgnoreCase);
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

    /// <summary>Grows with each change of what a cell can refer to.</summary>
    public int Changes { get; private set; }

    public override bool ResolveMissingAssemblies => true;

    /// <summary>File of an assembly that the process itself runs on; null when it has none of that name.</summary>
    public static string? HostPath(string simpleName) => s_host.GetValueOrDefault(simpleName);

    /// <summary>Whether an assembly of that name can be used by the next cell.</summary>
    public bool IsAdded(string simpleName) => _references.ContainsKey(simpleName);

    /// <summary>Whether the cells see an assembly from the start: its types stand in what the kit's own methods take
    /// and give.</summary>
    public static bool IsShared(string simpleName) =>
        s_framework.Contains(simpleName, StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes an assembly visible to the cells that follow.</summary>
    public void Add(string simpleName, string path)
    {
        _added[simpleName] = path;
        _references[simpleName] = Open(path);
        Changes++;
    }

    /// <summary>Makes an assembly of the framework visible, and those that it forwards to; whether any was not visible
    /// before.</summary>
    public bool AddHost(string simpleName)
    {
        if (HostPath(simpleName) is not { } path || _references.ContainsKey(simpleName)) return false;
        _references[simpleName] = Open(path);
        Changes++;
        using var file = new PEReader(File.OpenRead(path));
        MetadataReader reader = file.GetMetadataReader();
        // An assembly of one type, the module's own, has nothing but forwards.
        if (reader.TypeDefinitions.Count > 1) return true;
        foreach (AssemblyReferenceHandle target in reader.AssemblyReferences)
        {
            AddHost(reader.GetString(reader.GetAssemblyReference(target).Name));
        }

        return true;
    }

    /// <summary>Adds the assembly of the framework that a compile error asks for; whether there is one.</summary>
    public bool AddMissing(Diagnostic error)
    {
        if (error.Id is not ("CS0012" or "CS0234" or "CS1069")) return false;
        string message = error.GetMessage();
        Match match = MissingAssembly().Match(message) is { Success: true } named ? named
            : MissingNamespace().Match(message);
        string outer = match.Groups["outer"].Success ? match.Groups["outer"].Value + "." : "";
        return match.Success && AddHost(outer + match.Groups["name"].Value);
    }

    /// <summary>Makes an assembly known, to be used only when a type of it turns up.</summary>
    public void Offer(string simpleName, string path)
    {
        if (_added.TryAdd(simpleName, path)) Changes++;
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition,
        AssemblyIdentity referenceIdentity)
    {
        // The compiler asks for all that an assembly needs, not only for what a cell uses: for the framework that would
        // be all of it.
        string? asking = (definition as PortableExecutableReference)?.FilePath;
        if (asking is not null && HostPath(Path.GetFileNameWithoutExtension(asking)) == asking) return null;
        string name = referenceIdentity.Name;
        return _added.TryGetValue(name, out string? path) || s_host.TryGetValue(name, out path) ? Open(path) : null;
    }

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

    // "… forwarded to assembly 'System.Private.Xml, Version=…", "… defined in an assembly that is not referenced … 'X,
    // Version=…".
    [GeneratedRegex(@"'(?<name>[\w.]+), Version=")]
    private static partial Regex MissingAssembly();

    // "The type or namespace name 'Linq' does not exist in the namespace 'System.Xml' …"
    [GeneratedRegex(@"'(?<name>\w+)' does not exist in the namespace '(?<outer>[\w.]+)'")]
    private static partial Regex MissingNamespace();

    private static Dictionary<string, string> FindHostAssemblies()
    {
        string all = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        // The core library may be listed twice.
        return all.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .DistinctBy(Path.GetFileNameWithoutExtension)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
    }
}
