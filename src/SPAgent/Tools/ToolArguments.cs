using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SPAgent;

/// <summary>Reads what a model wrote as arguments; a problem comes back as words for the model.</summary>
internal static class ToolArguments
{
    /// <summary>The value of <paramref name="name"/>, or a problem that lists what was given instead.</summary>
    public static bool TryGet(JsonElement arguments, string name, out JsonElement value, [NotNullWhen(false)]
    out string? problem)
    {
        value = default;
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            problem = $"the arguments must be a JSON object, not {Describe(arguments)}";
            return false;
        }

        if (!arguments.TryGetProperty(name, out value))
        {
            string given = string.Join(", ", arguments.EnumerateObject().Take(8).Select(property => property.Name));
            problem = $"the argument '{name}' is missing (given: {(given.Length == 0 ? "none" : given)})";
            return false;
        }

        problem = null;
        return true;
    }

    /// <summary>A finite number, as a JSON number; booleans, null and numbers in quotes are refused.</summary>
    public static bool TryNumber(JsonElement value, string name, out double number, [NotNullWhen(false)]
    out string? problem)
    {
        number = 0;
        bool isNumber = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number)
            && double.IsFinite(number);
        problem = isNumber ? null : $"{name} must be a finite number, not {Describe(value)}";
        return isNumber;
    }

    /// <summary>A JSON value, shortened for a message.</summary>
    public static string Describe(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) return "nothing";
        string text = value.GetRawText();
        return text.Length <= 60 ? text : text[..57] + "...";
    }
}
