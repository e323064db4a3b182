package io.mixline.client.protocol;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFactory;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Settings;

/**
 * Tells the other end of a connection to send answers in frames of more than HTTP/2's 16 KiB, which gRPC has no option for:
 * an answer of half a megabyte is 33 frames otherwise, and each costs both ends as much as copying it. A second SETTINGS
 * frame, as HTTP/2 has it (RFC 9113, 6.5): whoever does not mind it sends 16 KiB.
 */
public final class LargeFrames extends ChannelInboundHandlerAdapter {

    // 16 to 1,024 KiB were tried: docs/decisions/0067.
    private static final int FRAME_BYTES = 256 * 1024;

    private LargeFrames() {}

    /** Channels that ask for it. */
    public static <C extends Channel> ChannelFactory<C> over(ChannelFactory<C> channels) {
        return () -> {
            C channel = channels.newChannel();
            channel.pipeline().addFirst(new LargeFrames());
            return channel;
        };
    }

    /** The first that is received once HTTP/2 is spoken is the other end's SETTINGS: then ours were sent too. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
        if (http2 != null) {
            context.pipeline().remove(this);
        }
        context.fireChannelRead(received);
        if (http2 != null) {
            ask(context.channel(), http2);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // where it fails, frames stay as they are
    private static void ask(Channel channel, Http2ConnectionHandler http2) {
        ChannelHandlerContext context = channel.pipeline().context(http2);
        if (context != null) {
            http2.encoder().writeSettings(context, new Http2Settings().maxFrameSize(FRAME_BYTES), context.newPromise());
            context.flush();
        }
    }
}
