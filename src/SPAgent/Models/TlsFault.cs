using System.Security.Authentication;

namespace SPAgent;

/// <summary>Says what is wrong with a connection that could not be made secure.</summary>
internal static class TlsFault
{
    /// <summary>In words; null where it is no fault of TLS.</summary>
    public static string? Describe(Exception problem)
    {
        for (Exception? inner = problem; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException) return Describe(inner.Message);
        }

        return problem.Message.Contains("corrupted frame", StringComparison.Ordinal) ? NoTls : null;
    }

    /// <summary>Whether the certificate is the cause.</summary>
    public static bool IsOfCertificate(string fault) =>
        fault.Contains("certificate", StringComparison.OrdinalIgnoreCase);

    private const string NoTls = "the server does not speak TLS at this port; its address may begin with http://";

    private static string Describe(string said)
    {
        // .NET names SslPolicyErrors and X509ChainStatusFlags in its message.
        string[] faults =
        [
            .. Fault("NotTimeValid", "has expired or is not valid yet"),
            .. Fault("NameMismatch", "is made out to another host"),
            .. Fault("UntrustedRoot", "comes from an unknown authority"),
            .. Fault("PartialChain", "comes from an unknown authority"),
            .. Fault("Revoked", "is revoked"),
        ];
        if (faults.Length > 0) return $"the server's certificate {string.Join(" and ", faults.Distinct())}";
        if (said.Contains("frame size", StringComparison.Ordinal)
            || said.Contains("corrupted frame", StringComparison.Ordinal)) return NoTls;
        return said.TrimEnd('.');

        IEnumerable<string> Fault(string name, string words) =>
            said.Contains(name, StringComparison.Ordinal) ? [words] : [];
    }
}
