namespace SPAgent;

/// <summary>What a student is trained by; each is another shape of row.</summary>
public enum TrainingTask
{
    /// <summary>Supervised fine-tuning: the conversation is learnt as it is. A row for each trace or sample.</summary>
    Sft,

    /// <summary>
    /// Preferences: a better and a worse trace of the same row of the dataset, told by their rewards. A row for each
    /// pair.
    /// </summary>
    Dpo,

    /// <summary>Conversations marked as good or bad by whether they succeeded. A row for each trace or
    /// sample.</summary>
    Kto,

    /// <summary>
    /// Reinforcement learning: the question, its pictures and the truth; the student answers itself. A row for each
    /// row of the dataset.
    /// </summary>
    Grpo,
}
