package dev.telemetry.examples.factory.demo;

import static org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames.HOST;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.io.network.netty.InboundChannelHandlerFactory;
import org.apache.flink.shaded.netty4.io.netty.buffer.Unpooled;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelFutureListener;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandler;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelHandlerContext;
import org.apache.flink.shaded.netty4.io.netty.channel.SimpleChannelInboundHandler;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultFullHttpResponse;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpMethod;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpResponseStatus;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.apache.flink.shaded.netty4.io.netty.util.ReferenceCountUtil;

/**
 * Lets Flink's REST interface answer questions and take no orders. Flink asks nobody for a password
 * there, and runs any job that is posted to it; a form of any page that is open in a browser on the
 * same machine could post one. Flink finds this class by META-INF/services; it does nothing where
 * the option is not set, so that a cluster that has it on its class path can be operated.
 */
public final class ReadOnlyRest implements InboundChannelHandlerFactory {
  static final ConfigOption<Boolean> READ_ONLY =
      ConfigOptions.key("telemetry.rest.read-only").booleanType().defaultValue(false);

  private static final Set<HttpMethod> QUESTIONS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public Optional<ChannelHandler> createHandler(
      Configuration configuration, Map<String, String> responseHeaders) {
    return configuration.get(READ_ONLY) ? Optional.of(new Guard()) : Optional.empty();
  }

  private static boolean mayPass(HttpRequest request) {
    String host = request.headers().get(HOST, "").replaceFirst(":\\d+$", "");
    return QUESTIONS.contains(request.method()) && OWN_NAMES.contains(host);
  }

  private static final class Guard extends SimpleChannelInboundHandler<HttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpRequest request) {
      if (mayPass(request)) {
        context.fireChannelRead(ReferenceCountUtil.retain(request));
        return;
      }
      var refusal =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.FORBIDDEN, Unpooled.EMPTY_BUFFER);
      refusal.headers().set(CONNECTION, "close").set(CONTENT_LENGTH, 0);
      context.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
