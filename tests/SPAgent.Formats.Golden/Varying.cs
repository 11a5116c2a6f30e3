using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace SPAgent.Formats.Golden;

/// <summary>All that differs from run to run, and what stands in its place; the rest is held byte by byte.</summary>
internal static partial class Varying
{
    public static string Settle(string text, string work)
    {
        // Folders of this run and of this checkout.
        text = text.Replace(work, "<work>", StringComparison.Ordinal);
        text = text.Replace(Checkout.Root, "<checkout>", StringComparison.Ordinal);
        // How long a command took.
        text = Elapsed().Replace(text, "$1<elapsed>\"");
        // A picture inside a row would fill the golden; its hash says as much.
        return Picture().Replace(text, match =>
            $"{match.Groups[1].Value}<picture {Sha256(Convert.FromBase64String(match.Groups[2].Value))}>");
    }

    public static string Sha256(ReadOnlySpan<byte> bytes) =>
        $"{bytes.Length} bytes, sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}";

    [GeneratedRegex("(\"elapsed\":\")[0-9:.]+\"")]
    private static partial Regex Elapsed();

    [GeneratedRegex("(data:image/[a-z]+;base64,)([A-Za-z0-9+/=]{40,})")]
    private static partial Regex Picture();
}
