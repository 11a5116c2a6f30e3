using System.Globalization;
using System.Security.Cryptography;

namespace SPAgent;

/// <summary>Names of sessions, which are names of folders.</summary>
internal static class SessionName
{
    /// <summary>A name that hardly another session has: <c>session_yyyyMMdd_HHmmss_</c> and 8 hexadecimal
    /// digits.</summary>
    public static string New(DateTime local) =>
        $"session_{local.ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture)}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>A name as it was given.</summary>
    /// <exception cref="ArgumentException">It could leave the folder, hide in it, or be no name on some
    /// system.</exception>
    public static string Check(string id)
    {
        string? reason = Problem(id);
        if (reason is null) return id;
        throw new ArgumentException($"Session id \"{PortableName.Of(id)}\" ({id.Length} characters) is "
            + $"refused: {reason}. Choose another, or leave it out.", nameof(id));
    }

    private static string? Problem(string id) =>
        id switch
        {
            "" => "it is empty",
            _ when id[0] == '.' => "it begins with a dot, which marks unfinished files",
            _ when id[^1] is '.' or ' ' => "it ends with a dot or a space",
            _ when PortableName.IsDevice(id) => "Windows keeps it for a device",
            _ when id != PortableName.Of(id) => $"it holds a separator, a control character, one of : * ? \" < > |, or "
                + $"more than {PortableName.MaxBytes} bytes",
            _ => null,
        };
}
