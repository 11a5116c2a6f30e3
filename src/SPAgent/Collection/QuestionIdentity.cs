using System.Security.Cryptography;
using System.Text;

namespace SPAgent;

/// <summary>
/// The identity of what was asked: SHA-256 over model, question and the <see cref="ContentName"/> of every image's
/// bytes. A forged picture could pass for another here, and would be skipped when a batch resumes; nothing else depends
/// on it.
/// </summary>
internal static class QuestionIdentity
{
    /// <summary>Lower-case hexadecimal, 64 characters. Each part is preceded by its length, so that no two questions
    /// share a text.</summary>
    public static string Of(string question, IEnumerable<string> images, string? model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in (string[])["source/1", model ?? "", question, .. images])
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>An image's part: the fingerprint of its bytes, or its name where it can't be read.</summary>
    public static string OfImage(string path, string? fingerprint) => fingerprint ?? $"absent {path}";

    /// <summary>As above, for a file that was not read yet.</summary>
    public static string OfImage(string path)
    {
        using ImageBytes? bytes = ImageBytes.Find(path) is { } file ? ImageBytes.TryRead(file) : null;
        return OfImage(path, bytes?.Name);
    }
}
