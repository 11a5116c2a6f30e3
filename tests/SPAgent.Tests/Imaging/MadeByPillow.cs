using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>fixtures/imaging/made.json: pictures laid on white and scaled by Pillow.</summary>
internal static class MadeByPillow
{
    private static readonly JsonElement s_all =
        JsonDocument.Parse(File.ReadAllBytes(Fixtures.Own("imaging", "made.json"))).RootElement;

    public static IEnumerable<JsonElement> Cases(string kind) => s_all.GetProperty(kind).EnumerateArray();

    public static byte[] Picture(JsonElement made) =>
        File.ReadAllBytes(Fixtures.Own("imaging", made.GetProperty("image").GetString()!));
}
