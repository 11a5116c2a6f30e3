using System.Reflection;
using System.Text;

namespace SPAgent.Tests.House;

/// <summary>What callers can type is written down in PublicApi.txt; a change of it is a decision, not an
/// accident.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "SPAGENT_ACCEPT_API";

    [Fact]
    public void The_public_api_is_the_one_written_down()
    {
        string path = Path.Combine(Fixtures.Root, "src", "SPAgent", "PublicApi.txt"), actual = Describe(s_assemblies);
        if (Environment.GetEnvironmentVariable(Accept) == "1") File.WriteAllText(path, actual);
        Assert.True(File.ReadAllText(path) == actual, $"The public API differs from PublicApi.txt. If that is wanted, "
            + $"run the tests once with {Accept}=1 and commit the file.");
    }

    [Fact]
    public void Data_has_no_public_setters()
    {
        IEnumerable<string> settable = s_assemblies.SelectMany(assembly => assembly.GetExportedTypes())
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

    private static string Describe(IEnumerable<Assembly> assemblies)
    {
        StringBuilder text = new();
        foreach (Type type in assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append('\n');
            foreach (string member in type.GetMembers(Own).Where(IsTyped).Select(Member).Distinct()
                .Order(StringComparer.Ordinal)) text.Append("  ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    // What the compiler adds to records and properties is no one's decision.
    private static bool IsTyped(MemberInfo member) => member switch
    {
        MethodBase { IsSpecialName: true } and not ConstructorInfo => false,
        MethodInfo method => !method.Name.Contains('<', StringComparison.Ordinal)
            && method.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "PrintMembers"),
        Type => false,
        _ => true,
    };

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : "class";

    private static string Member(MemberInfo member) => member switch
    {
        PropertyInfo property => $"{Name(property.PropertyType)} {property.Name} "
            + $"{{ {(property.CanRead ? "get; " : "")}{(property.SetMethod is { IsPublic: true } ? "init; " : "")}}}",
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method =>
            $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})",
        FieldInfo field => $"{Name(field.FieldType)} {field.Name}",
        _ => member.Name,
    };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters()
            .Select(parameter =>
                $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.IsOptional ? "?" : "")}"));

    private static string Name(Type type)
    {
        if (!type.IsGenericType) return type.IsNested ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
