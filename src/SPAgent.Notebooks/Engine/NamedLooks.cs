using System.Runtime.CompilerServices;

namespace SPAgent.Notebooks;

/// <summary>
/// The values of other people's packages that have a look here, by the names of their types: a package of another
/// version than the kernel's has types of its own, and they look the same.
/// </summary>
internal static class NamedLooks
{
    private static readonly HashSet<string> s_names =
    [
        "Plotly.NET.GenericChart", "Microsoft.Data.Analysis.DataFrame", "SixLabors.ImageSharp.Image",
    ];

    /// <summary>The look of the value, or null when it is none of these.</summary>
    public static MimeBundle? Render(object value)
    {
        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (type.FullName is { } name && s_names.Contains(name)) return Draw(value);
        }

        return null;
    }

    // The bridges are loaded when the first such value is shown, not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MimeBundle? Draw(object value) => ForeignLooks.Render(value);
}
