using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SPAgent.Serve;

/// <summary>Who may ask what: the rules that stand before every answer.</summary>
internal sealed class AccessRules(AccessTokens tokens, HostNames hosts)
{
    /// <summary>The header without which nothing is changed: a form of another site can't set one.</summary>
    public const string OwnHeader = "X-SPAgent";

    private const string TokenName = "token", Bearer = "Bearer ";

    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Answers what is refused and what only signs in; what is left is null and may be answered with the right
    /// that comes back.</summary>
    public async Task<Right?> AdmitAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        Protect(context.Response.Headers);
        if (!hosts.Accept(request))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest,
                "This host name is not known here. Start the server with --host NAME to let it in.");
            return null;
        }

        if (HttpMethods.IsGet(request.Method) && request.Query.TryGetValue(TokenName, out var given))
        {
            await SignInAsync(context, given.Count == 1 ? given[0] : null);
            return null;
        }

        Right right = tokens.RightOf(TokenOf(request));
        if (right == Right.None)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized,
                "Open the address with the token that spagent serve has printed.");
            return null;
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return right;
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD, POST";
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "Only GET, HEAD and POST are answered.");
            return null;
        }

        if (Fault(request, right) is not (int status, string why)) return right;
        await RefuseAsync(context, status, why);
        return null;
    }

    /// <summary>Answers with one line of text.</summary>
    public static async Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(why + "\n", context.RequestAborted);
    }

    // What changes something comes from our own page.
    private static (int Status, string Why)? Fault(HttpRequest request, Right right)
    {
        if (right != Right.Mark) return (StatusCodes.Status403Forbidden, "This address only reads.");
        if (request.Headers.Origin is not [{ } origin]
            || !origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
            return (StatusCodes.Status403Forbidden, "Origin is not this page.");
        if (request.Headers[OwnHeader] is not ["1"])
            return (StatusCodes.Status403Forbidden, $"The header {OwnHeader} is absent.");
        return MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            && type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
            ? null : (StatusCodes.Status415UnsupportedMediaType, "JSON is expected.");
    }

    private async Task SignInAsync(HttpContext context, string? token)
    {
        HttpRequest request = context.Request;
        if (tokens.RightOf(token) == Right.None)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized,
                "This token is not the one of this start. Open the address that spagent serve has printed.");
            return;
        }

        // Only the page itself is a place to sign in at, and nothing of the query is kept: no other address is built.
        if (request.Path != "/" || request.Query.Count > 1)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "A token is taken by the address /?token=… .");
            return;
        }

        context.Response.Cookies.Append(CookieName(context), token!,
            new CookieOptions { HttpOnly = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict, Path = "/" });
        if (request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            // A browser that comes from elsewhere, as from the file of --open, does not send a strict cookie along with
            // a redirection, but with a step that this page takes.
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync("<!doctype html><meta http-equiv=\"refresh\" content=\"0;url=/\">"
                + "<title>SPAgent</title><a href=\"/\">Go on</a>\n", context.RequestAborted);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
    }

    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? header[Bearer.Length..].Trim() : request.Cookies[CookieName(request.HttpContext)];

    // Cookies know no ports: two servers on one machine would overwrite each other's. The port is the one that the
    // browser sees: through two tunnels both servers may have the same.
    private static string CookieName(HttpContext context) => string.Create(
        CultureInfo.InvariantCulture, $"spagent-{context.Request.Host.Port ?? context.Connection.LocalPort}");

    private static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
