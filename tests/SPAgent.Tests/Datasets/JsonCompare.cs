using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>Asserts that two JSON values are the same; whole numbers in full precision, others within a relative
/// tolerance.</summary>
internal static class JsonCompare
{
    public static void Same(JsonElement expected, JsonElement actual, string where, double tolerance = 0)
    {
        bool alike = expected.ValueKind == actual.ValueKind && expected.ValueKind switch
        {
            JsonValueKind.Object or JsonValueKind.Array => true,
            JsonValueKind.Number => SameNumber(expected, actual, tolerance),
            JsonValueKind.String => expected.GetString() == actual.GetString(),
            _ => true,
        };
        if (!alike) Assert.Fail($"{where}: {expected.GetRawText()} expected, {actual.GetRawText()} found");
        if (expected.ValueKind == JsonValueKind.Object)
        {
            Assert.Equal(Names(expected), Names(actual));
            foreach (string name in Names(expected))
                Same(expected.GetProperty(name), actual.GetProperty(name), $"{where}.{name}", tolerance);
        }

        if (expected.ValueKind != JsonValueKind.Array) return;
        Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
        for (int i = 0; i < expected.GetArrayLength(); i++) Same(expected[i], actual[i], $"{where}[{i}]", tolerance);
    }

    private static IEnumerable<string> Names(JsonElement value) =>
        value.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    private static bool SameNumber(JsonElement expected, JsonElement actual, double tolerance)
    {
        if (expected.TryGetInt64(out long number))
            return actual.TryGetInt64(out long other) ? number == other : actual.GetDouble() == number;
        if (expected.TryGetUInt64(out ulong large)) return actual.TryGetUInt64(out ulong other) && large == other;
        double one = expected.GetDouble(), two = actual.GetDouble();
        return one == two || Math.Abs(one - two) <= tolerance * Math.Abs(one);
    }
}
