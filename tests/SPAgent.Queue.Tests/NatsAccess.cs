using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using NATS.NKeys;

namespace SPAgent.Tests;

/// <summary>An authority, certificates, and users with tokens, for a server that wants both of its clients.</summary>
internal sealed class NatsAccess : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly KeyPair _operator = KeyPair.CreatePair(PrefixByte.Operator),
        _account = KeyPair.CreatePair(PrefixByte.Account), _system = KeyPair.CreatePair(PrefixByte.Account),
        _user = KeyPair.CreatePair(PrefixByte.User);

    public NatsAccess()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset from = TimeProvider.System.GetUtcNow().AddDays(-1);
        using X509Certificate2 authority = request.CreateSelfSigned(from, from.AddDays(10));
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        Issue(authority, "server", "1.3.6.1.5.5.7.3.1");
        Issue(authority, "client", "1.3.6.1.5.5.7.3.2");

        string token = Sign(_account, _user, new
        {
            pub = new { },
            sub = new { },
            subs = -1,
            data = -1,
            payload = -1,
            type = "user",
            version = 2
        });
        File.WriteAllText(Credentials, $"""
            -----BEGIN NATS USER JWT-----
            {token}
            ------END NATS USER JWT------

            -----BEGIN USER NKEY SEED-----
            {_user.GetSeed()}
            ------END USER NKEY SEED------

            """);
        File.WriteAllText(Settings, $$"""
            operator: {{Sign(_operator, _operator, new { type = "operator", version = 2 })}}
            system_account: {{_system.GetPublicKey()}}
            resolver: MEMORY
            resolver_preload: {
              {{_account.GetPublicKey()}}: {{Account(_account, storage: -1)}}
              {{_system.GetPublicKey()}}: {{Account(_system, storage: 0)}}
            }
            tls { cert_file: "{{_folder["server.pem"]}}", key_file: "{{_folder["server.key"]}}",
              ca_file: "{{Authority}}", verify: true }
            """);
        Secrets = [token, _user.GetSeed(), File.ReadAllText(Key).Split('\n')[1]];
    }

    public string Settings => _folder["nats.conf"];

    public string Authority => _folder["authority.pem"];

    public string Certificate => _folder["client.pem"];

    public string Key => _folder["client.key"];

    public string Credentials => _folder["user.creds"];

    /// <summary>What may stand nowhere.</summary>
    public IReadOnlyList<string> Secrets { get; }

    public void Dispose()
    {
        foreach (KeyPair pair in (KeyPair[])[_operator, _account, _system, _user]) pair.Dispose();
        _folder.Dispose();
    }

    private void Issue(X509Certificate2 authority, string name, string use)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        using X509Certificate2 issued =
            request.Create(authority, authority.NotBefore, authority.NotAfter, [1, .. Encoding.ASCII.GetBytes(name)]);
        File.WriteAllText(_folder[$"{name}.pem"], issued.ExportCertificatePem());
        File.WriteAllText(_folder[$"{name}.key"], key.ExportPkcs8PrivateKeyPem());
    }

    private string Account(KeyPair account, int storage) => Sign(_operator, account, new
    {
        limits = new
        {
            subs = -1,
            data = -1,
            payload = -1,
            imports = -1,
            exports = -1,
            wildcards = true,
            conn = -1,
            leaf = -1,
            mem_storage = storage,
            disk_storage = storage,
            streams = storage,
            consumer = storage,
        },
        default_permissions = new { pub = new { }, sub = new { } },
        type = "account",
        version = 2,
    });

    // As NATS signs: https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/jwt
    private static string Sign(KeyPair issuer, KeyPair subject, object nats)
    {
        string name = subject.GetPublicKey(),
            body = Part(new { typ = "JWT", alg = "ed25519-nkey" }) + '.' + Part(new
            {
                jti = name,
                iat = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                iss = issuer.GetPublicKey(),
                name,
                sub = name,
                nats,
            });
        byte[] signature = new byte[64];
        issuer.Sign(Encoding.ASCII.GetBytes(body), signature);
        return body + '.' + System.Buffers.Text.Base64Url.EncodeToString(signature);
    }

    private static string Part(object value) =>
        System.Buffers.Text.Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
