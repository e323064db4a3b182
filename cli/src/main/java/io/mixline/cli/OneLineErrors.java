package io.mixline.cli;

import io.mixline.client.grpc.HostCallException;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors as one line that says what to do; with {@code --verbose} the stack trace too. */
final class OneLineErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    static final int FAILED = 1;
    static final int USAGE = 2;

    private final MixlineCommand mixline;

    OneLineErrors(MixlineCommand mixline) {
        this.mixline = mixline;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println("mixline: " + line(failure));
        if (mixline.isVerbose()) {
            failure.printStackTrace(err);
        } else if (!isSelfExplaining(failure)) {
            err.println("  (--verbose shows the stack trace)");
        }
        return isUsage(failure) ? USAGE : FAILED;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        PrintWriter err = failure.getCommandLine().getErr();
        err.println("mixline: " + failure.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("  (see " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help)");
        }
        return USAGE;
    }

    private static boolean isUsage(Exception failure) {
        return failure instanceof InvalidConfigurationException || failure instanceof IllegalArgumentException;
    }

    private static boolean isSelfExplaining(Exception failure) {
        return isUsage(failure) || failure instanceof CommandFailedException || failure instanceof HostCallException;
    }

    private static String line(Exception failure) {
        if (failure instanceof InvalidConfigurationException invalid) {
            return invalid.told();
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
