package io.mixline.cache.server;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.mixline.client.ReadRefusedException;
import io.mixline.client.TokenMemory;
import io.mixline.client.protocol.InvalidRequestException;
import io.mixline.client.protocol.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call, from its request to its end. Events come from the transport one at a time. What takes no time is answered right
 * there; anything else by a reading thread, unless the caller has gone or its deadline is over by then.
 */
final class Answering<Q, A> extends ServerCall.Listener<byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    private final ServerCall<byte[], A> call;
    private final Served served;
    private final Answer<Q, A> answer;
    private final @Nullable Deadline deadline = Context.current().getDeadline();
    private byte @Nullable [] request;
    private int requests;

    Answering(ServerCall<byte[], A> call, Served served, Answer<Q, A> answer) {
        this.call = call;
        this.served = served;
        this.answer = answer;
        call.request(2); // a second one is an error that would not be seen otherwise
    }

    @Override
    public void onMessage(byte[] message) {
        requests++;
        request = message;
    }

    @Override
    public void onHalfClose() {
        byte[] asked = request;
        if (asked == null || requests != 1) {
            end(Status.INVALID_ARGUMENT.withDescription("requests: " + requests + " (expected: 1)"));
            return;
        }
        guard(() -> {
            Q decoded = answer.decode(asked);
            Optional<A> made = answer.atOnce(decoded, memory());
            if (made.isPresent()) {
                send(made.get());
            } else {
                served.threads().run(() -> answer(decoded));
            }
        });
    }

    @Override
    public void onComplete() {
        served.unsent().giveBack();
    }

    @Override
    public void onCancel() {
        served.unsent().giveBack();
    }

    private void answer(Q asked) {
        if (call.isCancelled()) {
            return;
        }
        if (deadline != null && deadline.isExpired()) {
            end(Status.DEADLINE_EXCEEDED.withDescription("deadline: over before the read began"));
            return;
        }
        guard(() -> send(answer.to(asked, memory())));
    }

    private TokenMemory memory() {
        return served.unsent().bounding(served.threads().memory());
    }

    /** Whatever happens, the call ends, and holds no share of the bound after its end. */
    private void guard(Runnable work) {
        try {
            work.run();
        } catch (InvalidRequestException e) {
            end(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        } catch (ReadRefusedException e) {
            call.close(Refusal.status(e), Refusal.trailers(e));
        } catch (OverloadedException e) {
            reject(e);
        } catch (RuntimeException | Error e) {
            try {
                end(Status.INTERNAL.withDescription("the host's log tells more"));
            } catch (IllegalStateException ended) {
                e.addSuppressed(ended); // a call that could not be sent has ended already
            }
            LOG.error(
                    "A call of {} failed; the caller gets INTERNAL",
                    call.getMethodDescriptor().getFullMethodName(),
                    e);
            if (e instanceof Error error) {
                throw error;
            }
        } finally {
            if (call.isCancelled()) {
                served.unsent().giveBack(); // whoever heard of it earlier may have been before the read
            }
        }
    }

    /** When this returns, the transport has copied the answer: its memory is free. */
    private void send(A made) {
        try {
            call.sendHeaders(new Metadata());
            call.sendMessage(made);
        } finally {
            answer.sent(made);
        }
        call.close(Status.OK, new Metadata());
    }

    private void reject(OverloadedException tooMuch) {
        served.meter().rejected(tooMuch.limit());
        Metadata trailers = new Metadata();
        trailers.put(Refusal.LIMIT, tooMuch.limit().name());
        call.close(Status.RESOURCE_EXHAUSTED.withDescription(tooMuch.getMessage()), trailers);
    }

    private void end(Status status) {
        call.close(status, new Metadata());
    }
}
