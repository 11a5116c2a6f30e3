namespace SPAgent.Notebooks;

/// <summary>A type as C# writes it: <c>List&lt;int&gt;</c>, <c>string[]</c>.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> s_words = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
    };

    public static string Of(Type type)
    {
        if (s_words.TryGetValue(type, out string? word)) return word;
        if (type.IsArray) return Of(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner) + "?";
        // Anonymous types have a name that only the compiler likes.
        if (type.Name.Contains('<', StringComparison.Ordinal)) return "anonymous";
        string name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>" : name;
    }
}
