using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace SPAgent.Notebooks;

/// <summary>The documentation file beside an assembly, read when an editor first asks for a member's
/// description.</summary>
internal sealed class AssemblyDocumentation(string path) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> _members = new(() => Read(path));
    private readonly string _path = path;

    public override bool Equals(object? obj) => obj is AssemblyDocumentation other && other._path == _path;

    public override int GetHashCode() => _path.GetHashCode(StringComparison.Ordinal);

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        _members.Value.GetValueOrDefault(documentationMemberID, "");

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            return XDocument.Load(path).Descendants("member").DistinctBy(member => (string?)member.Attribute("name"))
                .ToDictionary(member => (string?)member.Attribute("name") ?? "", member => member.ToString(),
                    StringComparer.Ordinal);
        }
        catch (Exception failure) when (failure is XmlException or IOException)
        {
            // A broken description is no reason to have none of the code.
            return [];
        }
    }
}
