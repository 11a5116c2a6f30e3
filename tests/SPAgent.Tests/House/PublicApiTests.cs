using System.Reflection;

namespace SPAgent.Tests.House;

/// <summary>What callers can type is written down beside each project, in PublicAPI.Unshipped.txt, and held by the
/// compiler; these are the rules that it does not know.</summary>
public sealed class PublicApiTests
{
    // What an application sets after it was made: options in a lambda, and the rule of success.
    private static readonly string[] s_configured = [nameof(SPAgentOptions), nameof(DataCollector)];

    [Fact]
    public void Data_has_no_public_setters()
    {
        IEnumerable<string> settable = s_assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.Namespace == nameof(SPAgent) && !s_configured.Contains(type.Name))
            .SelectMany(type => type.GetProperties(Own))
            .Where(property => property.SetMethod is { IsPublic: true } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit"))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}");
        Assert.Empty(settable);
    }

    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    // What the package SPAgent holds.
    private static readonly Assembly[] s_assemblies =
        [typeof(RasterImage).Assembly, typeof(Figure).Assembly, typeof(PythonCodeTool).Assembly];
}
