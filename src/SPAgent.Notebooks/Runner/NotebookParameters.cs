using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;

namespace SPAgent.Notebooks;

/// <summary>Values from outside, written as a cell, so that the executed notebook says by itself what it was run
/// with.</summary>
internal static class NotebookParameters
{
    /// <summary>Tag of the cell that declares the parameters and their defaults.</summary>
    public const string Tag = "parameters";

    /// <summary>Tag of the cell that sets them; the next run replaces it.</summary>
    public const string InjectedTag = "injected-parameters";

    /// <summary>Whether a cell declares parameters.</summary>
    public static bool AreIn(NotebookCell cell) =>
        cell.Type == "code" && cell.HasTag(Tag) && !string.IsNullOrWhiteSpace(cell.Source);

    /// <summary>The cell that sets them, once the one that declares them has run.</summary>
    /// <exception cref="ArgumentException">
    /// There is no variable of a name, or a text doesn't fit the type of its variable.
    /// </exception>
    public static JsonObject Cell(IReadOnlyDictionary<string, string> parameters, CellEngine engine) =>
        NotebookCell.Code(
        "injected-parameters",
        string.Join('\n', parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
            .Select(parameter => Statement(parameter.Key, parameter.Value, engine))),
        InjectedTag);

    private static string Statement(string name, string text, CellEngine engine)
    {
        if (engine.Variable(name) is not { Type: var type })
        {
            string known = string.Join(", ", engine.Variables().Select(variable => variable.Name).Distinct());
            throw new ArgumentException(
                $"-p {name}={text}: the notebook has no variable \"{name}\" up to its cell tagged {Tag}. " +
                $"It has {(known.Length > 0 ? known : "none")}.");
        }

        return $"{name} = {Literal(name, text, Nullable.GetUnderlyingType(type) ?? type)};";
    }

    private static string Literal(string name, string text, Type type)
    {
        if (type == typeof(string)) return Literal(text);
        if (type == typeof(TimeSpan) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _))
            return $"TimeSpan.Parse({Literal(text)})";
        if (type == typeof(Uri) && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out _))
            return $"new Uri({Literal(text)}, UriKind.RelativeOrAbsolute)";
        if (type.IsEnum && Enum.TryParse(type, text, ignoreCase: true, out object? member))
            return $"{type.FullName!.Replace('+', '.').Split('.')[^1]}.{member}";
        try
        {
            if (type.IsPrimitive || type == typeof(decimal))
            {
                // A comma would be left out as one between thousands: 0,4 would be 4.
                if (type != typeof(char) && text.Contains(',', StringComparison.Ordinal)) throw new FormatException();
                object value = Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
                if (value is double.NaN or double.PositiveInfinity or double.NegativeInfinity
                    or float.NaN or float.PositiveInfinity or float.NegativeInfinity) throw new FormatException();
                return Literal(value);
            }
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or InvalidCastException)
        {
            throw new ArgumentException(
                $"-p {name}={text}: the variable's type is {type.Name}, and the text is no such value.", failure);
        }

        throw new ArgumentException($"-p {name}={text}: the variable's type is {type.Name}; parameters can be text, "
            + "numbers, true/false, enums, times and addresses.");
    }

    private static string Literal(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!,
    };
}
