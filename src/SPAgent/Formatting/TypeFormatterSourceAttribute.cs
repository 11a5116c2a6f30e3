namespace SPAgent.Internal;

/// <summary>
/// Tells a .NET Interactive notebook how values of the type look. It finds the attribute by this simple name and the
/// members by their names, so neither side references the other.
/// </summary>
/// <param name="formatterSourceType">The class that lists the formatters; null for
/// <see cref="BundleFormatterSource"/>, which serves all types that have a renderer.</param>
/// <remarks>
/// List in <see cref="PreferredMimeTypes"/> exactly what the type's renderer makes: a listed type that is missing is an
/// error there, and without the list only HTML is shown. Leave out <c>application/vnd.plotly.v1+json</c>: that host
/// sends it as a string.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = true)]
public sealed class TypeFormatterSourceAttribute(Type? formatterSourceType = null) : Attribute
{
    /// <summary>The class that lists the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType ?? typeof(BundleFormatterSource);

    /// <summary>All mime types that are sent together. Default: HTML, with plain text for places that show
    /// none.</summary>
    public string[] PreferredMimeTypes { get; set; } = ["text/html", "text/plain"];
}
