namespace SPAgent;

/// <summary>Which words of the model are learnt.</summary>
public enum LossScope
{
    /// <summary>All of them, as the trainer has it.</summary>
    All,

    /// <summary>The last reply only. Formats whose trainer can't be told so are refused.</summary>
    Final,
}
