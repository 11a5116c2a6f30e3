namespace SPAgent;

/// <summary>
/// Names the class that knows how an assembly's types look: an <see cref="IRendererSource"/> with a constructor without parameters.
/// It is asked when the first value of the assembly is shown, so the types themselves need not know that they can be drawn.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RendererSourceAttribute(Type source) : Attribute
{
    /// <summary>The class to create.</summary>
    public Type Source { get; } = source;
}

/// <summary>Fills a table with the looks of an assembly's types.</summary>
public interface IRendererSource
{
    /// <summary>Adds one renderer for each type.</summary>
    void AddTo(RendererTable table);
}
