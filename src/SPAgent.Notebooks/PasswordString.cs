namespace SPAgent.Notebooks;

/// <summary>What was typed for <c>@password</c>. It is shown as dots, so that it does not end up in a stored
/// notebook.</summary>
public sealed class PasswordString(string clearText)
{
    /// <summary>The text as it was typed.</summary>
    public string GetClearTextPassword() => clearText;

    /// <summary>Ten dots, whatever the text is.</summary>
    public override string ToString() => "••••••••••";
}
