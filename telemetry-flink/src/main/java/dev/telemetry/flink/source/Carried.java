package dev.telemetry.flink.source;

import dev.telemetry.flink.type.Originated;
import dev.telemetry.kafka.spool.Origin;
import java.io.Serializable;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.kafka.common.header.Headers;

/** In what a decoded record travels through the job: as it is, or with its origin. */
interface Carried<T, C> extends Serializable {
  C of(T value, Headers headers);

  T value(C carried);

  TypeInformation<C> typeOf(TypeInformation<T> values);

  /** Alone. */
  final class Plain<T> implements Carried<T, T> {
    private static final long serialVersionUID = 1;

    @Override
    public T of(T value, Headers headers) {
      return value;
    }

    @Override
    public T value(T carried) {
      return carried;
    }

    @Override
    public TypeInformation<T> typeOf(TypeInformation<T> values) {
      return values;
    }
  }

  /** With what the spool's header says. */
  final class WithOrigin<T> implements Carried<T, Originated<T>> {
    private static final long serialVersionUID = 1;

    @Override
    public Originated<T> of(T value, Headers headers) {
      return Origin.of(headers)
          .map(from -> new Originated<>(value, from.device(), from.epoch(), from.sequence()))
          .orElseGet(() -> Originated.unknown(value));
    }

    @Override
    public T value(Originated<T> carried) {
      return carried.value();
    }

    @Override
    public TypeInformation<Originated<T>> typeOf(TypeInformation<T> values) {
      return Originated.typeOf(values);
    }
  }
}
