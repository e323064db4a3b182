package io.mixline.schemas;

/** Why a record became a dead letter, for machines ({@code stage}, {@code kind}) and for people ({@code message}). */
public record DeadLetterReason(DeadLetterStage stage, DeadLetterKind kind, String message) {}
