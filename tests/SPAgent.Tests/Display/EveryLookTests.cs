using System.Reflection;
using System.Text.RegularExpressions;

namespace SPAgent.Tests.Display;

/// <summary>Every public type that a person can hold in a cell has a look, in our hosts and in those that find it by
/// name.</summary>
public sealed partial class EveryLookTests
{
    // What carries looks, and what is only thrown or called.
    private static readonly string[] s_none = ["MimeBundle", "RendererTable", "RendererSourceAttribute"];

    /// <summary>All public types that values can have.</summary>
    public static TheoryData<Type> Types =>
        [.. typeof(Trace).Assembly.GetExportedTypes().Concat(typeof(PythonCallResult).Assembly.GetExportedTypes())
        .Where(type => !type.IsInterface && !type.IsEnum && !(type.IsAbstract && type.IsSealed)
            && !typeof(Exception).IsAssignableFrom(type) && !s_none.Contains(type.Name)
            && type.Namespace == nameof(SPAgent))
        .OrderBy(type => type.Name)];

    [Theory, MemberData(nameof(Types))]
    public void A_public_type_has_a_look_and_names_it_for_hosts_that_know_only_names(Type type)
    {
        Assert.True(RendererTable.Default.Covers(type),
            $"{type.Name} has no entry in NotebookFormatters, so a cell would show a tree of its properties.");
        Assert.True(type.GetCustomAttributes(true).Any(found => found.GetType().Name == "TypeFormatterSourceAttribute"),
            $"{type.Name} lacks the attribute TypeFormatterSource.");
    }

    // What the members of the public types give: lists of our types must not fall back to a table of properties either.
    [Fact]
    public void Lists_of_our_types_that_members_give_have_a_look()
    {
        Type[] lists =
            [.. typeof(Trace).Assembly.GetExportedTypes().Where(type => type.Namespace == nameof(SPAgent))
                .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static
                    | BindingFlags.DeclaredOnly))
            .Select(member => member switch { PropertyInfo property => property.PropertyType,
                MethodInfo method => method.ReturnType, _ => null })
            .OfType<Type>()
            .Where(type => type.IsInterface && type.GenericTypeArguments is [var item]
                && item.Assembly == typeof(Trace).Assembly && item.Namespace == nameof(SPAgent) && !item.IsEnum
                && type.Name.Contains("Enumerable", StringComparison.Ordinal)
                    | type.Name.Contains("List", StringComparison.Ordinal)).Distinct()];
        Assert.InRange(lists.Length, 15, 60);
        Assert.Empty(lists.Where(list => !RendererTable.Default.Covers(list.IsInterface ? Closed(list) : list))
            .Select(list => $"{list.Name} of {list.GenericTypeArguments[0].Name}"));

        // A value is an array or an iterator: what counts are its interfaces.
        static Type Closed(Type list) => list.Name.StartsWith("IAsync", StringComparison.Ordinal) ? list
            : list.GenericTypeArguments[0].MakeArrayType();
    }

    [Theory]
    [InlineData("Trace { SampleIndex = 3 }")]
    [InlineData("System.Collections.Generic.List`1[SPAgent.Trace]")]
    [InlineData("<>f__AnonymousType0")]
    public void A_compiler_s_name_is_seen(string text) => Assert.Matches(CompilerNames(), text);

    /// <summary>What must not be in the text of any look.</summary>
    [GeneratedRegex(@"^\w+ \{ \w+ = |`\d|<>[a-z]_|\bSystem\.[A-Z]|\bSPAgent\.[A-Z]")]
    internal static partial Regex CompilerNames();
}
