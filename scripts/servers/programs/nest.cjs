// @nestjs/core 10.3.9 with a provider for each request; decorators are called as functions, so that nothing is compiled.
'use strict';

require('reflect-metadata');
const {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Injectable,
  Module,
  Param,
  Post,
  Scope,
} = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { findProduct } = require('./lib/cache.cjs');
const { openSession } = require('./lib/sessions.cjs');

class Orders {
  add(token, product) {
    const { basket } = openSession(token);
    basket.push(product);
    return basket.length;
  }
}
Injectable({ scope: Scope.REQUEST })(Orders);

class Shop {
  constructor(orders) {
    this.orders = orders;
  }

  product(id) {
    return findProduct(Number(id));
  }

  order(token, { product }) {
    return { orders: this.orders.add(token, product) };
  }
}

function decorate(name, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(Shop.prototype, name);
  for (const decorator of decorators) decorator(Shop.prototype, name, descriptor);
}
Reflect.defineMetadata('design:paramtypes', [Orders], Shop);
Param('id')(Shop.prototype, 'product', 0);
Headers('x-session')(Shop.prototype, 'order', 0);
Body()(Shop.prototype, 'order', 1);
decorate('product', Get('products/:id'));
decorate('order', Post('orders'), HttpCode(201));
Controller()(Shop);

class ShopModule {}
Module({ controllers: [Shop], providers: [Orders] })(ShopModule);

async function main() {
  const app = await NestFactory.create(ShopModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  console.log(`listening ${app.getHttpServer().address().port}`);
}

void main();
