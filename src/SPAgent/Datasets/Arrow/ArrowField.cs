namespace SPAgent.Internal;

/// <summary>A column, or a part of a nested one.</summary>
public sealed record ArrowField(string Name, ArrowType Type, IReadOnlyList<ArrowField> Children)
{
    /// <summary>Which dictionary holds the values; null where the column holds them itself.</summary>
    public long? Dictionary { get; init; }

    /// <summary>Type of the indices into <see cref="Dictionary"/>.</summary>
    public ArrowType Index { get; init; }

    /// <summary>Whether it is a picture: a struct of its encoded bytes and a path, or the bytes alone.</summary>
    public bool IsImage { get; init; }

    /// <summary>Whether it is a picture, or a list of them.</summary>
    public bool HoldsImages =>
        IsImage || (Type.Layout is ArrowLayout.List or ArrowLayout.FixedList && Children[0].HoldsImages);

    /// <summary>Whether a picture is anywhere in it, structs included.</summary>
    public bool ShowsImages => IsImage || Children.Any(child => child.ShowsImages);

    /// <summary>Whether two children share a name, so that an object can't hold them.</summary>
    public bool HasTwins { get; } = Children.DistinctBy(child => child.Name).Count() < Children.Count;

    /// <summary>The whole type with its children, such as <c>list&lt;struct&lt;from: utf8, value:
    /// utf8&gt;&gt;</c>.</summary>
    public string TypeName
    {
        get
        {
            string values = Type.Layout switch
            {
                ArrowLayout.Bytes or ArrowLayout.BytesView when IsImage => "image",
                ArrowLayout.FixedBytes => $"{Type.Name}[{Type.Width}]",
                ArrowLayout.FixedList => $"{Type.Name}<{Children[0].TypeName}>[{Type.Width}]",
                ArrowLayout.List when Type.Name == "map" => $"map<{Join(Children[0], child => child.TypeName)}>",
                ArrowLayout.List => $"{Type.Name}<{Children[0].TypeName}>",
                ArrowLayout.Struct when IsImage => "image",
                ArrowLayout.Struct => $"struct<{Join(this, child => $"{child.Name}: {child.TypeName}")}>",
                _ => Type.Name,
            };
            return Dictionary is null ? values : $"dictionary<values={values}, indices={Index.Name}>";

            static string Join(ArrowField parent, Func<ArrowField, string> text) =>
                string.Join(", ", parent.Children.Select(text));
        }
    }
}
